"""Our side: what we may say, what it rests on, who agreed, that it was sent."""

from drafts.models.approvals import Approval
from drafts.models.article_imports import ArticleImport, ArticleImportFile
from drafts.models.claims import Acknowledgement, Citation, Claim
from drafts.models.commitments import CommitmentMode
from drafts.models.deliveries import Delivery
from drafts.models.drafts import Draft, DraftVersion
from drafts.models.feedback import Feedback, Reading
from drafts.models.handoffs import Handoff
from drafts.models.knowledge import Article, Passage, Visibility
from drafts.models.preferences import Preferences
from drafts.models.templates import ReplyTemplate

__all__ = [
    "Acknowledgement",
    "Approval",
    "Article",
    "ArticleImport",
    "ArticleImportFile",
    "Citation",
    "Claim",
    "CommitmentMode",
    "Delivery",
    "Draft",
    "DraftVersion",
    "Feedback",
    "Handoff",
    "Passage",
    "Preferences",
    "Reading",
    "ReplyTemplate",
    "Visibility",
]
