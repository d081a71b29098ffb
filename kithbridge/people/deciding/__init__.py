"""The simple form of deciding: seats, proposals, answers, objections, confirmation. The room `agree` will take its place (ADR 0009)."""
