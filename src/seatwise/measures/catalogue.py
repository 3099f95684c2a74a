"""Every measure that `seatwise explain` knows, by name."""

from seatwise.measures.licenses import MEASURES as OF_LICENSES
from seatwise.measures.model import Measure
from seatwise.measures.person_facts import PERSON_FACTS
from seatwise.measures.profiles import PROFILES
from seatwise.measures.unknown_actors import UNKNOWN_ACTORS
from seatwise.measures.users import USERS

MEASURES: dict[str, Measure] = OF_LICENSES | {
    measure.name: measure for measure in (PROFILES, *PROFILES.bases, USERS, *USERS.bases, PERSON_FACTS, UNKNOWN_ACTORS)
}
