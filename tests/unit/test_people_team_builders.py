from kithbridge.people import facts
from tests.builders import DATABASES, furnish_site, make_member, make_page

pytestmark = DATABASES
def test_it_works():
    site = furnish_site()
    assert facts.missing() == []
    jo = make_member("Jo", circle=site.circle)
    page = make_page()
    assert page.key.owner != jo.key.owner
