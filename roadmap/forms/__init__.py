"""What a person may say about a plan, and in which words we ask again."""

from roadmap.forms.activities import (
    PHASES,
    ActivityForm,
    AddActivityForm,
    ChooseActivitiesForm,
    MoveForm,
    RemoveForm,
    StatusForm,
)
from roadmap.forms.fields import (
    DayField,
    KeyedForm,
    KeyField,
    KeyForm,
    LineField,
    MergedForm,
    NoteField,
    VersionField,
    key_of,
)
from roadmap.forms.plans import DeletePlanForm, NewPlanForm, PlanDetailsForm

__all__ = [
    "PHASES",
    "ActivityForm",
    "AddActivityForm",
    "ChooseActivitiesForm",
    "DayField",
    "KeyField",
    "KeyForm",
    "KeyedForm",
    "DeletePlanForm",
    "LineField",
    "MergedForm",
    "MoveForm",
    "NewPlanForm",
    "NoteField",
    "PlanDetailsForm",
    "RemoveForm",
    "StatusForm",
    "VersionField",
    "key_of",
]
