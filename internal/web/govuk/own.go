package govuk

// Components of our own, in the manner of the others. Their templates begin with app/ and their style is web-assets/sass.

// ClockState is how a time limit stands.
type ClockState string

// The states of a clock. Each has a word and a shape of its own; the colour only repeats it.
const (
	Running ClockState = "running" // there is time left
	Due     ClockState = "due"     // little time left
	Overdue ClockState = "overdue"
	Met     ClockState = "met"     // done in time
	Late    ClockState = "late"    // done, but after the limit
	Stopped ClockState = "stopped" // no longer applies
)

var clockWords = map[ClockState]string{
	Running: "In time", Due: "Due soon", Overdue: "Overdue", Met: "Done in time", Late: "Done late", Stopped: "Stopped",
}

// Clock shows a time limit: its state, and in Detail what that means, "by 2 working days".
type Clock struct {
	State  ClockState
	Word   string // instead of the state's own
	Detail string
}

// Template implements Component.
func (Clock) Template() string { return "app/clock" }

// Words is what the clock says: "Overdue by 2 working days", "Due today at 5pm", "In time, 31 working days left".
func (c Clock) Words() string {
	word := or(c.Word, clockWords[c.State])
	switch {
	case c.Detail == "":
		return word
	case c.Word == "" && c.State == Due:
		return "Due " + c.Detail
	case c.Word == "" && c.State == Overdue:
		return word + " " + c.Detail
	}
	return word + ", " + c.Detail
}

// Badge is a short standing fact of a record.
type Badge struct {
	Text string
	Kind string // "warning", "quiet", or empty
}

// Template implements Component.
func (Badge) Template() string { return "app/badge" }

// IdentityBar says whose record this is, at the head of each of its pages.
type IdentityBar struct {
	Label  string // of the region; "Whose record this is" unless given
	Name   string
	Facts  []Fact
	Badges []Badge
}

// Fact is a name and a value.
type Fact struct {
	Key   string
	Value Content
}

// Template implements Component.
func (IdentityBar) Template() string { return "app/identity-bar" }

// SubNavigation is the parts of one record or area.
type SubNavigation struct {
	Label string // of the landmark, such as "Parts of this record"
	Items []NavItem
}

// Template implements Component.
func (SubNavigation) Template() string { return "app/sub-navigation" }

// Timeline is what happened, newest first or oldest first as the page decides.
type Timeline struct {
	HeadingLevel int // 2 unless given
	Items        []TimelineItem
}

// TimelineItem is one thing that happened.
type TimelineItem struct {
	Title   Content
	Machine string // the day, 2026-03-31, for machines
	When    string // the day or time, for people
	By      string
	Body    []Component
	Text    string
}

// Template implements Component.
func (Timeline) Template() string { return "app/timeline" }

// Scroll lets something wide, a table, scroll by itself. The keyboard reaches it, so it has a name.
type Scroll struct {
	Label string
	Body  Component
}

// Template implements Component.
func (Scroll) Template() string { return "app/scroll" }

// Compare is two versions of one thing beside each other.
type Compare struct {
	Left, Right Side
}

// Side is one version.
type Side struct {
	Heading string // whose, and when
	Text    string
	Body    []Component
	Chosen  bool // marked by a thicker border and by the word
}

// Template implements Component.
func (Compare) Template() string { return "app/compare" }

// DraftStatus is the line in which autosave.js says how the draft stands. Put it into a <form data-draft="…">.
type DraftStatus struct {
	Text string // what is known when the page is made: "Draft saved at 2:05pm"
}

// Template implements Component.
func (DraftStatus) Template() string { return "app/draft-status" }

// Hidden carries a value through a form. Never a secret, and never a fact about a child.
type Hidden struct{ Name, Value string }

// Template implements Component.
func (Hidden) Template() string { return "app/hidden" }
