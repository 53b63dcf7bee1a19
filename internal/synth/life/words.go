package life

// What people write. Short, the same few sentences, and about nobody.

var concerns = []string{
	"%s has come to school tired and hungry on most days since half term, and says that there was no breakfast.",
	"Police were called to an argument between the adults at home. %s was upstairs and heard it.",
	"%s has missed many days this term. When we telephone nobody answers.",
	"%s had a mark on the arm and gave two different accounts of how it came about.",
	"%s is being collected by adults whom we do not know, and sleeps at different houses.",
	"At the appointment the mother spoke of being afraid at home. %s was with her.",
	"%s went out late again and would not say with whom. A relative is worried.",
}

var rationales = map[string]string{
	"no_further_action":   "Nothing that we know says that a child needs our help; the school goes on watching.",
	"advice":              "The family has help already; the referrer was told whom to ask for more of it.",
	"assessment":          "The children may be in need: what was told, and what we held before, is to be understood with the family.",
	"strategy_discussion": "A child may be suffering significant harm: police, health and school are asked today.",
}

var views = []string{
	"I want it to stop being so loud at night.", "I like it when Grandma comes.", "I worry about Mum when I am at school.", "I would like to see my dad more.",
	"I do not know that anybody has written this.", "I want to stay with my brother.",
}

const (
	analysis = "What worries us, what helps, and what the children say are set side by side here; the plan follows from them."
	whyLate  = "A parent was in hospital, and we waited to see the children with both parents."
	clear    = "Clear and fair to the family."
)
