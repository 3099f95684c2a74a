"""All objects of the sandbox org by name, with their fields."""

from seatwise.sandbox.objects.activity import ACTIVITY_OBJECTS
from seatwise.sandbox.objects.permissions import PERMISSION_OBJECTS
from seatwise.sandbox.objects.record_types import RECORD_TYPE_OBJECTS
from seatwise.sandbox.objects.records import RECORD_OBJECTS
from seatwise.sandbox.objects.schema import SObject
from seatwise.sandbox.objects.setup import SETUP_OBJECTS

OBJECTS: dict[str, SObject] = {
    sobject.name: sobject
    for sobject in (*SETUP_OBJECTS, *PERMISSION_OBJECTS, *RECORD_TYPE_OBJECTS, *ACTIVITY_OBJECTS, *RECORD_OBJECTS)
}
