from tests.builders import DATABASES, quick_kdf, furnish_site, make_member, sign_in, make_page
from kithbridge.people import facts, vault
pytestmark = DATABASES
def test_it_works():
    site = furnish_site()
    assert facts.missing() == []
    jo = make_member("Jo", circle=site.circle)
    page = make_page()
    assert page.key.owner != jo.key.owner
