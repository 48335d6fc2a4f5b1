import pytest

from kondusif.backbone.accounts.rules import Actor, NotAllowed, Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.places.models import Station
from kondusif.risk import queries, services
from kondusif.risk.flag_lists import FlagRow
from kondusif.risk.models import FlagFact
from kondusif.risk.rules import State
from tests.factories import NOW

from .conftest import FIRST, VILLAGE

pytestmark = pytest.mark.django_db
SECOND = f"{VILLAGE}-002"


@pytest.fixture
def load(operation, planner):
    def act(flags, **more):
        rows = {key: FlagRow(State(state), 2) for key, state in flags.items()}
        words = {"source": "Bawaslu Contoh", "actor": planner, "now": NOW} | more
        return services.import_flags(operation, rows, **words)

    return act


def test_a_list_is_loaded_and_loading_it_again_changes_nothing(load):
    flags = {(FIRST, 1): "present", (FIRST, 7): "present", (SECOND, 24): "absent"}
    assert vars(load(flags)) == {"added": 3, "changed": 0, "withdrawn": 0}
    assert vars(load(flags)) == {"added": 0, "changed": 0, "withdrawn": 0}
    assert Entry.objects.filter(action="risk.flags_imported").count() == 1


def test_a_complete_list_withdraws_what_it_leaves_out(load):
    load({(FIRST, 1): "present", (SECOND, 1): "present"})
    assert vars(load({(FIRST, 1): "present"}, complete=True))["withdrawn"] == 1
    assert FlagFact.objects.get(station__code=SECOND).state == "absent"


def test_a_partial_list_leaves_the_rest_alone(load):
    load({(FIRST, 1): "present", (SECOND, 1): "present"})
    assert vars(load({(FIRST, 1): "absent"})) == {"added": 0, "changed": 1, "withdrawn": 0}
    assert FlagFact.objects.get(station__code=SECOND).state == "present"


def test_counts_are_of_indicators_and_of_distinct_variables(operation, load):
    load(
        {
            (FIRST, 1): "present",
            (FIRST, 2): "present",
            (FIRST, 24): "present",
            (SECOND, 1): "present",
        }
    )
    first, second = (Station.objects.get(code=code).pk for code in (FIRST, SECOND))
    assert queries.flag_counts(operation) == {first: 3, second: 1}
    assert list(queries.flagged_in(operation, 2).values_list("station", flat=True)) == [first]


def test_only_those_who_import_lists_load_one(load):
    with pytest.raises(NotAllowed):
        load({(FIRST, 1): "present"}, actor=Actor(9, Role.COMMANDER, Service.POLICE))
