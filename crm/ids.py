"""The numbers of rows, each kind its own type, so that an order's cannot be taken for a friend's."""

from typing import NewType

AccountId = NewType("AccountId", int)
ContactId = NewType("ContactId", int)
IdentityId = NewType("IdentityId", int)
TieId = NewType("TieId", int)
TagId = NewType("TagId", int)
AddressId = NewType("AddressId", int)
ConversationId = NewType("ConversationId", int)
FollowUpId = NewType("FollowUpId", int)
ProductId = NewType("ProductId", int)
OrderId = NewType("OrderId", int)
FieldId = NewType("FieldId", int)
SmartListId = NewType("SmartListId", int)
PhraseId = NewType("PhraseId", int)
StepId = NewType("StepId", int)
SequenceId = NewType("SequenceId", int)
RunId = NewType("RunId", int)
