// Package floors is the shape of the house as data, and the check that the code keeps it.
//
// Every package of the module stands on one floor; an import may point to a floor further down, never up. The table here is the only
// list of floors: docs/architecture.md shows it between its floors markers and the test of this package compares the two.
package floors

// Floor is one storey. Packages on one floor may import each other unless Rooms says otherwise.
type Floor struct {
	Name     string   // what the floor is called in sentences
	Says     string   // what lives there
	Packages []string // import paths below the module, without it; each stands for itself and everything under it
	Rooms    Rule     // what packages of this floor may know of their neighbours
	Ground   bool     // may import only the bottom floor and its own packages
}

// Rule says how far neighbours on one floor may look at each other.
type Rule int

// The rules for neighbours.
const (
	Neighbours Rule = iota // may import each other
	Walled                 // may not import each other at all
	FrontDoors             // may import a neighbour itself, not what is under it
)

// House is the floors from top to bottom (design: architecture page, "Floors: arrows point down only").
var House = []Floor{
	{
		Name: "journeys", Says: "tests that walk through the whole service in a browser; no program imports them", Rooms: Walled,
		Packages: []string{"internal/journeys/access", "internal/journeys/assessment", "internal/journeys/care", "internal/journeys/census", "internal/journeys/childpage", "internal/journeys/crowd", "internal/journeys/earlyhelp", "internal/journeys/everypage", "internal/journeys/family", "internal/journeys/figures", "internal/journeys/frontdoor", "internal/journeys/lado", "internal/journeys/pictures", "internal/journeys/practice", "internal/journeys/protection", "internal/journeys/returns", "internal/journeys/scrutiny", "internal/journeys/services", "internal/journeys/thread", "internal/journeys/worklist"},
	},
	{
		Name: "wiring", Says: "the command tree and what is plugged into what, nothing else",
		Packages: []string{"cmd/throughline"},
	},
	{
		Name: "faces", Says: "pages and verbs; no rule lives here", Rooms: FrontDoors,
		Packages: []string{"internal/web", "internal/cli"},
	},
	{
		Name: "components", Says: "typed page components and the files a browser loads",
		Packages: []string{"internal/web/govuk", "internal/web/static"},
	},
	{
		Name: "house", Says: "the rooms put together on one database, and a small synthetic authority to show them",
		Packages: []string{"internal/demo", "internal/house", "internal/synth"},
	},
	{
		Name: "public", Says: "what members and the public see",
		Packages: []string{"internal/report", "internal/scrutiny"},
	},
	{
		Name: "corporate", Says: "figures, returns, money, people and quality across all children",
		Packages: []string{
			"internal/returns", "internal/measure", "internal/finance", "internal/commissioning",
			"internal/quality", "internal/workforce", "internal/send", "internal/earlyyears",
		},
	},
	{
		Name: "rooms", Says: "the child's journey, one room for each part of the service", Rooms: Walled,
		Packages: []string{
			"internal/frontdoor", "internal/consultation", "internal/earlyhelp", "internal/lado", "internal/assessment", "internal/protection", "internal/care",
			"internal/court", "internal/missing", "internal/leavingcare", "internal/health", "internal/voice", "internal/casework", "internal/services", "internal/subjectaccess",
		},
	},
	{
		Name: "middle", Says: "one subject's records made whole, what follows from them, and one command in one transaction",
		Packages: []string{
			"internal/command", "internal/derived", "internal/story", "internal/clock", "internal/task",
			"internal/form", "internal/person", "internal/document", "internal/chronology", "internal/outbox", "internal/safekeeping",
		},
	},
	{
		Name: "vocabulary", Says: "every record kind and every code set", Ground: true,
		Packages: []string{"internal/record"},
	},
	{
		Name: "truth", Says: "the journal, the keys, and who may see what",
		Packages: []string{"internal/journal", "internal/vault", "internal/access", "internal/signin"},
	},
	{
		Name: "ground", Says: "database, calendar, money, ids, errors, charts and the text of files",
		Packages: []string{"internal/db", "internal/workday", "internal/money", "internal/day", "internal/ids", "internal/errs", "internal/chart", "internal/papers"},
	},
}

// helpers are packages outside the floors: only tests may import them. So is any package whose last name ends in "test".
var helpers = []string{"internal/floors", "internal/sqllint"}
