package frontdoor

import (
	"cmp"
	"regexp"
	"slices"
)

// Hint is a gentle word about wording. It never stops anybody.
type Hint struct {
	Start, End int    // place in the text, in bytes
	Word       string // as it was written
	Say        string // what could be said instead
	Why        string
}

// wording is the language-of-records rules: what is written about a child may be read by that child one day. Source: web-conventions.md 2
// (no "absconded", no "refused"; say looked-after children or children in our care). Each is local practice; none is a rule of law.
var wording = compile([]struct{ find, say, why string }{
	{`abscond(?:s|ed|ing|er|ers)?`, "went missing, or left without telling anyone", "It is a word about prisoners. Say what happened and what the child was leaving or looking for"},
	{`refus(?:e|es|ed|ing|al)`, "said no to, or did not want to", "Say what the child or parent was asked and what they answered"},
	{`(?-i:LACs?)|lac (?:child|children|review)`, "looked-after child, or child in our care", "The letters sound like lack"},
	{`(?:fail(?:s|ed|ing)?|failure) to engage|(?:not|non|lack of)[ -]engag(?:e|ed|ing|ement)|did(?: not|n't|n’t) engage|disengaged`,
		"what was offered, what happened, and what got in the way", "It says nothing about why, and puts it all on the family"},
	{`fail(?:s|ed|ing)? to attend|did not attend|(?-i:DNA(?:'d|’d|s)?)`, "was not brought, or could not come", "A child is brought to an appointment by an adult"},
	{`hard[ -]to[ -]reach`, "what we tried, and what would make it easier to reach us", "It may be the service that is hard to reach"},
	{`non[ -]?complian(?:t|ce)|not complian?t`, "what was asked and what got in the way", "It asks for obedience and tells no reason"},
	{`attention[ -]seeking`, "needs attention, and how the child shows it", "All children need attention"},
	{`challenging behaviour|behavioural problems`, "what the child did, when, and what came before", "It labels the child, and each reader imagines something else"},
	{`kicked? off|kicking off`, "was upset, and how it showed", "It makes distress sound like a choice"},
	{`manipulat(?:ive|ing)`, "what the child did, and what they may have needed", "It judges the child's motive"},
	{`promiscuous|sexually active child`, "what happened to the child, and who did it", "A child cannot be to blame for sexual abuse"},
	{`child prostitut(?:e|es|ion)|prostituting (?:him|her|them)sel(?:f|ves)`, "a child who is sexually exploited", "The law knows no child prostitute (Serious Crime Act 2015 s68)"},
	{`lifestyle choice`, "what is happening to the child, and who gains by it", "A child who is exploited has not chosen it"},
	{`put(?:s|ting)? (?:him|her|them)sel(?:f|ves) at risk|risk[ -]taking behaviour`, "is at risk from, and who or what the risk is", "It puts on the child what others do"},
	{`drug (?:runner|mule)s?`, "a child who is exploited to carry drugs", "It names the child by what was done to them"},
	{`beyond parental control|out of control`, "what happens, and what the parents can and cannot manage", "It tells nothing that anybody could help with"},
	{`streetwise|mature for (?:his|her|their) age`, "what the child knows and does", "It makes a child sound safer than they are"},
	{`(?:supervised |unsupervised )contact|contact with (?:mum|dad|mother|father|parents|family|siblings)`, "family time, or time with the person", "Children have asked for it"},
	{`placement (?:breakdown|broke down|has broken down)`, "the child had to move, and why", "A home ended for the child"},
	{`respite`, "a break, or a stay with somebody", "It sounds as if the child were a burden"},
	{`broken home|problem family|troubled family`, "who is in the family, and what is hard just now", "It labels everybody in it"},
})

type wordingRule struct {
	find     *regexp.Regexp
	say, why string
}

func compile(rules []struct{ find, say, why string }) []wordingRule {
	out := make([]wordingRule, len(rules))
	for i, r := range rules {
		out[i] = wordingRule{regexp.MustCompile(`(?i)\b(?:` + r.find + `)\b`), r.say, r.why}
	}
	return out
}

// quoted is what somebody else said: it is kept word for word, and no hint is given for it.
var quoted = regexp.MustCompile(`"[^"]*"|“[^”]*”|‘[^’]*’(?:\W|$)`)

// Language gives hints about the wording of a text, in the order of the text. Words inside quotation marks are somebody's own words and
// are left alone.
func Language(text string) []Hint {
	own := quoted.FindAllStringIndex(text, -1)
	var hints []Hint
	for _, r := range wording {
		for _, at := range r.find.FindAllStringIndex(text, -1) {
			inQuote := slices.ContainsFunc(own, func(q []int) bool { return q[0] <= at[0] && at[1] <= q[1] })
			if !inQuote {
				hints = append(hints, Hint{at[0], at[1], text[at[0]:at[1]], r.say, r.why})
			}
		}
	}
	slices.SortFunc(hints, func(a, b Hint) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	return hints
}
