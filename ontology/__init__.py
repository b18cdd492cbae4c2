"""The ontology of Entente: vocabulary, concept schemes, shapes, rules, and their checks."""
