"""The tables of plans: plans, members, history, sharing and uploads."""

from roadmap.models.history import Change as Change
from roadmap.models.history import SavedState as SavedState
from roadmap.models.invitations import INVITATION_DAYS as INVITATION_DAYS
from roadmap.models.invitations import FormerMember as FormerMember
from roadmap.models.invitations import Invitation as Invitation
from roadmap.models.invitations import InvitationQuerySet as InvitationQuerySet
from roadmap.models.plan import Membership as Membership
from roadmap.models.plan import Plan as Plan
from roadmap.models.plan import PlanActivity as PlanActivity
from roadmap.models.plan import PlanFactor as PlanFactor
from roadmap.models.plan import PlanMilestone as PlanMilestone
from roadmap.models.plan import PlanQuerySet as PlanQuerySet
from roadmap.models.sharing import CalendarFeed as CalendarFeed
from roadmap.models.sharing import Example as Example
from roadmap.models.sharing import ExampleRemoval as ExampleRemoval
from roadmap.models.sharing import ShareLink as ShareLink
from roadmap.models.uploads import Upload as Upload
