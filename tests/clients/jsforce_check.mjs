// jsforce against the sandbox org: each check prints one JSON line {what, ok, detail}.
import jsforce from "jsforce";

const { url, username, password, token, users, bulk, questions } = JSON.parse(process.argv[2]);
const connection = new jsforce.Connection({ loginUrl: url, instanceUrl: url, version: "64.0" });

async function check(what, run) {
  try {
    console.log(JSON.stringify({ what, ok: true, detail: String(await run()) }));
  } catch (error) {
    console.log(JSON.stringify({ what, ok: false, detail: String(error) }));
  }
}

function same(found, expected) {
  if (found !== expected) throw new Error(`found ${found}, expected ${expected}`);
  return found;
}

await check("login (SOAP)", async () => (await connection.login(username, password + token)).organizationId);
await check("query", async () => {
  const found = await connection.query("SELECT Name, TotalLicenses FROM UserLicense WHERE Status = 'Active'");
  return same(found.records.length, found.totalSize) + " licenses";
});
await check("queryMore", async () => {
  let page = await connection.query("SELECT Id, Profile.UserLicense.Name FROM User");
  let pages = 1;
  const ids = new Set(page.records.map((record) => record.Id));
  while (!page.done) {
    page = await connection.queryMore(page.nextRecordsUrl);
    page.records.forEach((record) => ids.add(record.Id));
    pages += 1;
  }
  return same(ids.size, users) + ` users in ${pages} pages`;
});
await check("query error", async () => {
  try {
    await connection.query("SELECT Nope FROM User");
  } catch (error) {
    return same(error.errorCode, "INVALID_FIELD");
  }
  throw new Error("no error");
});
await check("describe", async () => (await connection.describe("User")).fields.length + " fields");
await check("describeGlobal", async () => (await connection.describeGlobal()).sobjects.length + " objects");
await check("limits", async () => (await connection.limits()).DailyApiRequests.Max);
await check("api usage header", async () => connection.limitInfo.apiUsage.used + " calls");
await check("identity", async () => same((await connection.identity()).username, username));
await check("bulk2 query (one page)", async () => {
  const records = await (await connection.bulk2.query(`SELECT Id, Name FROM User LIMIT ${bulk}`)).toArray();
  return same(records.length, bulk) + " rows";
});

async function everyRecord(api, soql) {
  let page = await api.query(soql);
  const records = [...page.records];
  while (!page.done) {
    page = await api.queryMore(page.nextRecordsUrl);
    records.push(...page.records);
  }
  return records;
}

function size(record, name) {
  const value = name.split(".").reduce((inner, part) => inner?.[part], record);
  return Array.isArray(value) ? value.length : Number(value ?? 0);
}

for (const { what, soql, rows, adds, tooling } of questions) {
  await check(what, async () => {
    const records = await everyRecord(tooling ? connection.tooling : connection, soql);
    for (const [name, expected] of Object.entries(adds)) {
      same(records.reduce((sum, record) => sum + size(record, name), 0), expected);
    }
    return same(records.length, rows) + " rows";
  });
}
await check("too many groups", async () => {
  try {
    await connection.query("SELECT RecordTypeId, LastModifiedById, COUNT(Id) n FROM Case GROUP BY RecordTypeId, LastModifiedById");
  } catch (error) {
    return same(error.errorCode, "EXCEEDED_ID_LIMIT");
  }
  throw new Error("no error");
});
