"""The pages of deciding: who sits, one question, words taken back, the team's side. The machine is `kithbridge/people/deciding`."""
