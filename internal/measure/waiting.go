package measure

// lacks says what a measure waits for whose record exists but does not hold the fact that it needs.
var lacks = map[string]string{
	"CP-15":  "the reason why a plan ended, which no record holds",
	"CLA-16": "the distance of a placement from home, which no record holds",
	"CLA-17": "whether a placement is in the borough, which no record holds",
	"CLA-19": "the distance of a placement from home, which no record holds",
	"CLA-32": "figures over several children at once: brothers and sisters are in stories of their own",
	"CLA-35": "the monthly series of CLA-01n",
	"CL-11":  "where a young person lived three months after the 18th birthday: a return says it once a year",
}
