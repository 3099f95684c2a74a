"""Every object of the sandbox org, by name: what describe says, and the columns of its table."""

from seatwise.sandbox.record_objects import RECORD_OBJECTS
from seatwise.sandbox.rights_objects import RIGHTS_OBJECTS
from seatwise.sandbox.schema import SObject
from seatwise.sandbox.setup_objects import SETUP_OBJECTS
from seatwise.sandbox.shape_objects import SHAPE_OBJECTS
from seatwise.sandbox.use_objects import USE_OBJECTS

OBJECTS: dict[str, SObject] = {
    sobject.name: sobject
    for sobject in (*SETUP_OBJECTS, *RIGHTS_OBJECTS, *SHAPE_OBJECTS, *USE_OBJECTS, *RECORD_OBJECTS)
}
