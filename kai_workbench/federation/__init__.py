"""The same inference where rows may not leave a site: sums leave, under masks, and nothing else."""

from ._audit import Entry as Entry
from ._count import Count as Count
from ._count import count as count
from ._declared import Card as Card
from ._declared import FactorsOverSites as FactorsOverSites
from ._declared import card as card
from ._demonstration import demonstration as demonstration
from ._errors import FederationError as FederationError
from ._errors import Refused as Refused
from ._errors import SiteLost as SiteLost
from ._errors import Tampered as Tampered
from ._fit import FederatedFit as FederatedFit
from ._fit import fit as fit
from ._identity import Identity as Identity
from ._identity import identities as identities
from ._masks import Masker as Masker
from ._masks import unmask as unmask
from ._network import fleet as fleet
from ._network import provision as provision
from ._policy import Column as Column
from ._policy import Policy as Policy
from ._receipt import Receipt as Receipt
from ._session import Session as Session
from ._site import Site as Site
from ._study import Study as Study
from ._study import open as open  # noqa: A004
from ._transport import InProcess as InProcess
from ._transport import Transport as Transport
