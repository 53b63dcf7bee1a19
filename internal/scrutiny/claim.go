package scrutiny

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Disagreement is two claims about one thing that do not say the same. It is a list to think about: both are shown with their basis, and a person settles it (register R2).
type Disagreement struct {
	A, B record.Of[record.FigureClaim]
	Kind string // value, rounding or basis
	What string // in words
}

// nearly is by how much two amounts may differ and still be one, rounded: one per cent.
const nearly = 0.01

// Disagreements finds claims about one thing with different values or bases. One thing is: the same measure of the same period and scope; the same subject, where somebody has
// named it; else a clause that names the same service and the same kind of number. Claims that were settled are left out.
func Disagreements(claims []record.Of[record.FigureClaim]) (out []Disagreement) {
	for i, a := range claims {
		if a.Body.State == record.ClaimSettled {
			continue
		}
		for _, b := range claims[i+1:] {
			if b.Body.State == record.ClaimSettled || a.Body.Unit != b.Body.Unit || !oneThing(a.Body, b.Body) {
				continue
			}
			if d, ok := disagree(a.Body, b.Body); ok {
				d.A, d.B = a, b
				out = append(out, d)
			}
		}
	}
	return out
}

func disagree(a, b record.FigureClaim) (d Disagreement, ok bool) {
	differs := func(what, x, y string) string {
		if x == y {
			return ""
		}
		return fmt.Sprintf("%s: %s and %s", what, orUnsaid(x), orUnsaid(y))
	}
	var why []string
	for _, s := range []string{differs("basis", words1(a.Basis), words1(b.Basis)), differs("as at", dayWords(a.AsAt), dayWords(b.AsAt)), differs("scope", a.Scope, b.Scope), differs("period", a.Period, b.Period)} {
		if s != "" {
			why = append(why, s)
		}
	}
	x, err := strconv.ParseFloat(a.Value, 64)
	y, err2 := strconv.ParseFloat(b.Value, 64)
	same := a.Value == b.Value
	switch {
	case same && a.Basis != b.Basis && a.Basis != "" && b.Basis != "":
		return Disagreement{Kind: "basis", What: "The same number on another basis: " + strings.Join(why, "; ")}, true
	case same:
		return d, false
	case err == nil && err2 == nil && math.Abs(x-y) <= nearly*max(math.Abs(x), math.Abs(y)):
		return Disagreement{Kind: "rounding", What: a.AsWritten + " and " + b.AsWritten + " differ by less than one per cent: one may be rounded"}, true
	case len(why) > 0:
		return Disagreement{Kind: "value", What: a.AsWritten + " and " + b.AsWritten + ". What differs: " + strings.Join(why, "; ")}, true
	}
	return Disagreement{Kind: "value", What: a.AsWritten + " and " + b.AsWritten + ". Neither says on what basis, as at which day or for whom"}, true
}

func orUnsaid(s string) string {
	if s == "" {
		return "not said"
	}
	return s
}

func words1(s string) string { return strings.ReplaceAll(s, "_", " ") }

// oneThing says whether two claims are about one thing.
func oneThing(a, b record.FigureClaim) bool {
	switch {
	case a.Subject != "" && b.Subject != "":
		return strings.EqualFold(strings.TrimSpace(a.Subject), strings.TrimSpace(b.Subject))
	case a.Measure != "" && b.Measure != "":
		return a.Measure == b.Measure && a.Period == b.Period && a.Scope == b.Scope
	case a.Where == b.Where && a.Paragraph == b.Paragraph:
		return false // "from 58 to 52 weeks" is one statement
	}
	x, y := thing(a), thing(b)
	return x.kind != "" && x.kind == y.kind && x.name != "" && x.name == y.name
}

var (
	kindOfNumber = regexp.MustCompile(`(?i)\b(overspen[dt]|underspen[dt]|savings?|virement|income|deficit|reserves|vacanc|waiting|referrals?|assessments?|placements?|apprentices?|turnover|caseloads?)`)
	named        = regexp.MustCompile(`(?i)\b(corporate parenting|early years|early help|looked.after children|leaving care|care leavers?|clinical services?|commissioning|youth justice|fostering|foster carers?|residential|child protection|domestic abuse|family support|family interventions?|vacancy (?:rate|factor)|SEND|access and assessment|consultation line|children missing|staff(?:ing)? restructure)\b`)
)

type something struct{ kind, name string }

// thing is what the clause around a number says that it is about.
func thing(c record.FigureClaim) something {
	clause := c.About
	if i := strings.Index(clause, c.AsWritten); i >= 0 {
		if k := strings.LastIndexAny(clause[:i], ";?"); k >= 0 {
			clause = clause[k+1:]
			i -= k + 1
		}
		if k := strings.IndexAny(clause[min(len(clause), max(0, i)):], ";?"); k >= 0 {
			clause = clause[:max(0, i)+k]
		}
	}
	kind := strings.ToLower(kindOfNumber.FindString(clause))
	kind = strings.TrimSuffix(strings.Replace(kind, "spent", "spend", 1), "s")
	return something{kind, strings.TrimSuffix(strings.ToLower(named.FindString(clause)), "s")}
}

// Shows says whether a cited figure shows the number of a claim, as its value or as one of its counts.
func Shows(f record.Figure, c record.FigureClaim) bool {
	if c.Unit == "percent" {
		return f.Unit == "%" && sameNumber(f.Value, c.Value)
	}
	return sameNumber(f.Value, c.Value) || sameNumber(strconv.Itoa(f.Numerator), c.Value) || f.Denominator != 0 && sameNumber(strconv.Itoa(f.Denominator), c.Value)
}

// sameNumber says whether two decimals are one number; 74 is 74.0, and 69 is 69.1 to the whole number.
func sameNumber(exact, said string) bool {
	if same(exact) == same(said) {
		return true
	}
	x, err := strconv.ParseFloat(exact, 64)
	y, err2 := strconv.ParseFloat(said, 64)
	return err == nil && err2 == nil && !strings.Contains(said, ".") && strings.Contains(exact, ".") && math.Round(x) == y
}

// Claims lists the claims, with what disagrees and, for those that nobody has matched, the cited figures that show their number.
type Claims struct {
	All           []record.Of[record.FigureClaim] // unmatched first
	Disagreements []Disagreement
	Perhaps       map[string][]record.Of[record.Figure] // by claim
}

// Claims opens the register of figures that somebody said.
func (r Room) Claims(ctx context.Context, actor access.Actor) (c Claims, err error) {
	if c.All, err = all[record.FigureClaim](ctx, r, actor); err != nil {
		return c, err
	}
	slices.SortStableFunc(c.All, func(a, b record.Of[record.FigureClaim]) int {
		x, y := a.Body.State == record.ClaimUnmatched, b.Body.State == record.ClaimUnmatched
		switch {
		case x && !y:
			return -1
		case y && !x:
			return 1
		}
		return byNumber(a.Body.Paragraph, b.Body.Paragraph)
	})
	c.Disagreements = Disagreements(c.All)
	figs, err := measure.Cited(ctx, r.Desk)
	c.Perhaps = map[string][]record.Of[record.Figure]{}
	for _, x := range c.All {
		for _, f := range figs {
			if x.Body.State == record.ClaimUnmatched && Shows(f.Body, x.Body) && len(c.Perhaps[x.ID]) < 3 {
				c.Perhaps[x.ID] = append(c.Perhaps[x.ID], f)
			}
		}
	}
	return c, err
}

// Claim opens one.
func (r Room) Claim(ctx context.Context, actor access.Actor, id string) (c record.Of[record.FigureClaim], err error) {
	if err := may(r.Desk, actor, access.Read); err != nil {
		return c, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		c, err = story.One[record.FigureClaim](t, id)
		return err
	})
	return c, err
}

// SettleClaim records what is known of a claim: what it counts, its basis, day and scope, and where it comes from. One that is matched names a figure of ours, which must show
// its number.
func (r Room) SettleClaim(ctx context.Context, actor access.Actor, id string, version int64, n record.FigureClaim) error {
	why := "Settle a figure claim"
	if n.State == record.ClaimMatched {
		why = "Match a figure claim"
	}
	_, err := r.do(ctx, actor, access.AnswerQuestion, why, func(tx *command.Tx) ([]record.Change, error) {
		c, err := story.One[record.FigureClaim](tx.Tx, id)
		if err != nil {
			return nil, err
		}
		if n.State == record.ClaimMatched && n.Figure != "" {
			f, err := story.One[record.Figure](tx.Tx, n.Figure)
			if err != nil {
				return nil, errs.Field("figure", "There is no such cited figure")
			}
			if !Shows(f.Body, c.Body) {
				return nil, errs.Field("figure", "That figure shows %s (%d of %d), not %s", f.Body.Value, f.Body.Numerator, f.Body.Denominator, c.Body.AsWritten)
			}
			n.Measure, n.AsAt = f.Body.Measure, f.Body.AsAt
		}
		if n.State == record.ClaimMatched && n.BudgetLine != "" {
			if err := budgetLine(c.Body, n); err != nil {
				return nil, err
			}
		}
		b := c.Body // what was said, and where, stays
		b.Subject, b.Basis, b.Period, b.AsAt, b.Scope, b.Source, b.Measure, b.Figure, b.BudgetLine, b.State, b.Note = n.Subject, n.Basis, n.Period, n.AsAt, n.Scope, n.Source, n.Measure, n.Figure, n.BudgetLine, n.State, n.Note
		ch := record.Edit(c, b)
		if version != 0 {
			ch.Base = version
		}
		return []record.Change{ch}, nil
	})
	return err
}

// budgetLine refuses to tie a claim to a budget line that cannot show it. No kind of record holds budget lines yet: money that no cited figure shows stays unmatched, and says so, rather than
// being tied to a line that nobody can open.
func budgetLine(said, n record.FigureClaim) error {
	switch {
	case said.Unit != "GBP":
		return errs.Field("budget_line", "%s is no money, so no budget line shows it", said.AsWritten)
	case n.Figure == "":
		return errs.Field("budget_line", "Budget lines are not recorded here yet, so none can show %s. Leave it as not known, or say in the note what was found", said.AsWritten)
	}
	return nil
}

func dayWords(d day.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.Long()
}
