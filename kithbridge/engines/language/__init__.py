"""Language. Offers so far: `reading` (reading age of a text: Flesch-Kincaid grade, syllables, sentences)."""
