"""All objects of the sandbox org by name, with their fields."""

from seatwise.sandbox.activity_objects import ACTIVITY_OBJECTS
from seatwise.sandbox.permission_objects import PERMISSION_OBJECTS
from seatwise.sandbox.record_objects import RECORD_OBJECTS
from seatwise.sandbox.record_type_objects import RECORD_TYPE_OBJECTS
from seatwise.sandbox.schema import SObject
from seatwise.sandbox.setup_objects import SETUP_OBJECTS

OBJECTS: dict[str, SObject] = {
    sobject.name: sobject
    for sobject in (*SETUP_OBJECTS, *PERMISSION_OBJECTS, *RECORD_TYPE_OBJECTS, *ACTIVITY_OBJECTS, *RECORD_OBJECTS)
}
