package measure

import (
	"maps"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// notKnown is the key of what is not recorded.
const notKnown = "not known"

// The words that a figure can be grouped by.
const (
	ByAge         = "age"
	ByDisability  = "disability"
	ByEthnicGroup = "ethnic_group" // five groups and not known
	ByEthnicity   = "ethnicity"    // the DfE's codes
	ByLocality    = "locality"     // postcode district of the home
	ByPlacement   = "placement"    // group of the placement in which a looked-after child was
	BySex         = "sex"
	BySource      = "source" // who referred
	ByTeam        = "team"
)

// dimensions are what a figure can be grouped by.
var dimensions = map[string]func(f *Facts, c *Contribution, asAt day.Day) string{
	ByAge:         func(f *Facts, c *Contribution, asAt day.Day) string { return ageBand(f.child(), c.dayOf(asAt)) },
	ByDisability:  func(f *Facts, _ *Contribution, _ day.Day) string { f.whose(); return f.cached.disabled },
	ByEthnicGroup: func(f *Facts, _ *Contribution, _ day.Day) string { f.whose(); return f.cached.group },
	ByEthnicity:   func(f *Facts, _ *Contribution, _ day.Day) string { f.whose(); return f.cached.ethnicity },
	ByLocality:    locality,
	ByPlacement:   placement,
	BySex:         func(f *Facts, _ *Contribution, _ day.Day) string { f.whose(); return f.cached.sex },
	BySource:      source,
	ByTeam:        team,
}

// toldBy are the kinds of record that tell a dimension.
var toldBy = map[string][]string{
	ByAge: {childKind}, ByDisability: {childKind}, ByEthnicGroup: {childKind, contactKind}, ByEthnicity: {childKind, contactKind}, BySex: {childKind, contactKind},
	ByLocality: {kind[record.Address](), contactKind}, ByPlacement: placedKinds, ByTeam: {referralKind, assessmentKind, kind[record.Allocation]()},
	BySource: {kind[record.StrategyDiscussion](), kind[record.ChildContact](), kind[record.Consultation](), kind[record.EarlyHelp](), referralKind, contactKind},
}

// Dimensions are the words that a figure can be grouped by.
func Dimensions() []string { return slices.Sorted(maps.Keys(dimensions)) }

// whose works out what is the same for all that is counted of a subject.
func (f *Facts) whose() {
	if c := &f.cached; !c.ok {
		code := ethnicity(f)
		c.ok, c.ethnicity, c.group, c.sex, c.disabled = true, coded("ethnicity", code), EthnicGroup(code), coded("sex", sex(f)), disability(f)
	}
}

func checkDimensions(by []string) error {
	for _, d := range by {
		if dimensions[d] == nil {
			return errs.Field("by", "A figure cannot be grouped by %q; use one of %v", d, Dimensions())
		}
	}
	return nil
}

func keysOf(f *Facts, c *Contribution, by []string, asAt day.Day) []string {
	if len(by) == 0 {
		return nil
	}
	keys := make([]string, len(by))
	for i, d := range by {
		keys[i] = dimensions[d](f, c, asAt)
	}
	return keys
}

// dayOf is the day that a contribution's age, team, placement and home are of.
func (c *Contribution) dayOf(asAt day.Day) day.Day {
	switch {
	case !c.On.IsZero():
		return c.On
	case !c.Ended.IsZero():
		return c.Ended
	}
	return asAt
}

func coded(set, code string) string {
	if code == "" {
		return notKnown
	}
	return labels(set).of(code)
}

// ethnicity is the code of a child, or of all children of a contact when it is the same.
func ethnicity(f *Facts) string {
	return common(f, f.child().Ethnicity, func(c record.ContactChild) string { return c.Ethnicity })
}

func sex(f *Facts) string {
	return common(f, f.child().Sex, func(c record.ContactChild) string { return c.Sex })
}

func common(f *Facts, own string, of func(record.ContactChild) string) string {
	if len(f.contacts.All) == 0 {
		return own
	}
	for _, c := range f.contacts.All {
		for _, ch := range c.Body.Children {
			if own != "" && of(ch) != own {
				return ""
			}
			own = of(ch)
		}
	}
	return own
}

// The main groups of ethnicity.
const (
	White = "White"
	Mixed = "Mixed"
	Asian = "Asian"
	Black = "Black"
	Other = "Other"
)

// EthnicGroups are the main groups, in the order of the DfE's tables.
var EthnicGroups = []string{White, Mixed, Asian, Black, Other}

// groupOf are the codes of each main group. NOBT and REFU are in none: they are not known, never "Other" (specs/disproportionality.md 1).
var groupOf = map[string]string{
	"WBRI": White, "WIRI": White, "WIRT": White, "WROM": White, "WOTH": White,
	"MWBC": Mixed, "MWBA": Mixed, "MWAS": Mixed, "MOTH": Mixed,
	"AIND": Asian, "APKN": Asian, "ABAN": Asian, "AOTH": Asian, "CHNE": Asian,
	"BCRB": Black, "BAFR": Black, "BOTH": Black,
	"OOTH": Other,
}

// EthnicGroup is the main group of a code; "not known" for none, NOBT and REFU.
func EthnicGroup(code string) string {
	if g, ok := groupOf[code]; ok {
		return g
	}
	return notKnown
}

// known says whether an ethnicity is known.
func known(code string) bool { return groupOf[code] != "" }

// The keys of disability.
const (
	disabled    = "disabled"
	notDisabled = "not disabled"
)

// disability is "not disabled" only when that was recorded.
func disability(f *Facts) string {
	codes := f.child().Disabilities
	for _, d := range codes {
		if d != "NONE" {
			return disabled
		}
	}
	if len(codes) > 0 {
		return notDisabled
	}
	return notKnown
}

func unbornOn(c *record.Child, on day.Day) bool {
	return !c.Expected.IsZero() && c.Birth.IsZero() || on.Before(c.Birth)
}

// ageBand is the DfE's age band on a day.
func ageBand(ch *record.Child, on day.Day) string {
	switch {
	case ch.Birth.IsZero() && ch.Expected.IsZero():
		return notKnown
	case unbornOn(ch, on):
		return "unborn"
	}
	switch years := on.Age(ch.Birth); {
	case years < 1:
		return "under 1"
	case years < 5:
		return "1 to 4"
	case years < 10:
		return "5 to 9"
	case years < 16:
		return "10 to 15"
	}
	return "16 and over"
}

// team is, of a referral and of its assessment, the team that the referral went to; of all else the team that was allocated on the day; where
// that is not recorded, the other.
func team(f *Facts, c *Contribution, asAt day.Day) string {
	went := ""
	if r, ok := f.referrals.find(c.Referral); ok {
		went = r.Team
	}
	if _, ofAssessment := f.assessments.find(c.Record); went != "" && (ofAssessment || c.Referral == c.Record) {
		return went
	}
	on, found := c.dayOf(asAt), ""
	var since day.Day
	for _, a := range f.allocations.All {
		if b := a.Body; b.Team != "" && b.Role == "allocated" && open(b.From, b.To, on) && !b.From.Before(since) {
			found, since = b.Team, b.From
		}
	}
	switch {
	case found != "":
		return found
	case went != "":
		return went
	}
	return notKnown
}

// source is who referred: the source of the referral that the record belongs to, else of the last referral by the day.
// Of a strategy discussion it is the agency that asked for it, of a contact who made it, of a call who called.
func source(f *Facts, c *Contribution, asAt day.Day) string {
	if s, ok := f.discussions.find(c.Record); ok {
		return coded("agency_type", s.Initiator)
	}
	if d, ok := f.atDoor.find(c.Record); ok {
		return coded("referral_source", d.Source)
	}
	if call, ok := f.calls.find(c.Record); ok {
		return coded("agency_type", call.AgencyType)
	}
	if e, ok := f.earlyHelp.find(c.Record); ok {
		return coded("referral_source", e.Source)
	}
	if r, ok := f.referrals.find(c.Referral); ok {
		return coded("referral_source", r.Source)
	}
	if len(f.contacts.All) > 0 {
		return coded("referral_source", f.contacts.All[0].Body.Referrer.Source)
	}
	on, code := c.dayOf(asAt), ""
	var last day.Day
	for _, r := range f.referrals.All {
		if !r.Body.Date.IsZero() && !r.Body.Date.After(on) && !r.Body.Date.Before(last) {
			code, last = r.Body.Source, r.Body.Date
		}
	}
	return coded("referral_source", code)
}

// notInCare is the placement of a child who was not looked after.
const notInCare = "not looked after"

func placement(f *Facts, c *Contribution, asAt day.Day) string {
	on := c.dayOf(asAt)
	pd, ok := inCare(f, on)
	if !ok && len(f.periods.All) > 0 {
		// On the day on which it ended, the last placement.
		pd, ok = inCare(f, on.Add(-1))
		on = on.Add(-1)
	}
	if !ok {
		return notInCare
	}
	return placementGroup(placeOn(f, pd, on))
}

// locality is the postcode district of the home on the day.
func locality(f *Facts, c *Contribution, asAt day.Day) string {
	on, found := c.dayOf(asAt), ""
	var since day.Day
	for _, a := range f.addresses.All {
		if b := a.Body; b.Postcode != "" && open(b.From, b.To, on) && !b.From.Before(since) {
			found, since = b.Postcode, b.From
		}
	}
	if found == "" && len(f.contacts.All) > 0 {
		found = f.contacts.All[0].Body.Postcode
	}
	if found == "" {
		return notKnown
	}
	return found
}

// joined is one text for a list of keys.
func joined(keys []string) string {
	if len(keys) == 1 {
		return keys[0]
	}
	return strings.Join(keys, "\x00")
}
