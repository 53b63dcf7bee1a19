package measure

const severalStories = "figures over the stories of several subjects at once"

// lacks says what a measure waits for whose record exists but does not hold the fact that it needs, or is in another story.
var lacks = map[string]string{
	"AD-07":  severalStories + ": the adopters of a family are two",
	"CL-11":  "where a young person lived three months after the 18th birthday: a return says it once a year",
	"CLA-32": severalStories + ": brothers and sisters are in stories of their own",
	"CLA-35": "the monthly series of CLA-01n",
	"COM-07": severalStories + ": the judgement is the provider's",
	"EH-05":  severalStories + ": the cases are in the children's",
	"EH-09":  severalStories + ": a family's children are in stories of their own",
	"FD-11":  severalStories + ": a call is not in the child's",
	"FD-13":  severalStories + ": calls and referrals",
	"SCR-05": "a count of the figures of a report",
	"WF-02":  severalStories + ": posts are the team's, who fills them is the worker's",
	"WF-07":  severalStories + ": the cases are in the children's",
	"WF-09":  severalStories + ": the cases are in the children's",
	"CL-09":  severalStories + ": the cases are in the children's",
}
