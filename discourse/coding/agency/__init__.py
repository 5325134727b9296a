"""Who acts, who is acted on, who benefits and who is obliged: clauses found over a dependency parse."""
