"""Addresses of the ground floor: neighbour and public here, the team's in `team_urls`."""

from django.urls import include, path

from kithbridge.people import api
from kithbridge.people.views import charter, helping, neighbour, opening, public

urlpatterns = [
    path("", neighbour.start, name="start"),
    path("n/how", neighbour.notice, name="notice"),
    path("n/without", neighbour.without, name="without"),
    path("n/words", opening.words, name="words"),
    path("n/words/try", opening.words_try, name="words_try"),
    path("n/in", opening.sign_in, name="sign_in"),
    path("n/", neighbour.mine, name="mine"),
    path("n/read", neighbour.read, name="read"),
    path("n/write", neighbour.write, name="write"),
    path("n/last", neighbour.last, name="last"),
    path("n/new-words", opening.new_words, name="new_words"),
    path("n/everywhere", opening.everywhere, name="leave_everywhere"),
    path("n/copy", neighbour.copy, name="copy"),
    path("n/away", neighbour.away, name="away"),
    path("others", public.not_a_mum, name="not_a_mum"),
    path("help/", helping.doors, name="help"),
    path("help/<int:number>", helping.door, name="help_door"),
    path("r/<slug:slug>", helping.recording, name="recording"),
    path("leave", opening.leave, name="leave"),
    path("how-we-work", charter.how_we_work, name="how_we_work"),
    path("how-we-work.pdf", charter.pdf, name="how_we_work_pdf"),
    path("what-changed", charter.changes, name="what_changed"),
    path("why/<str:key>", charter.why, name="why"),
    path("again", charter.again, name="again"),
    path("api/", api.urls),
    path("held", public.held, name="held"),
    path("about", public.about, name="about"),
    path("who", public.who, name="who"),
    path("t/how-we-work", charter.team_how, name="team_how"),
    path("t/", include("kithbridge.people.team_urls")),
]
