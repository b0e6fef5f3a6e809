"""What breaks is looked through like every story: nobody has read what is another's."""

from tests.journeys.conftest import open_a_town

__all__ = ["open_a_town"]
