package govuk

import (
	"html/template"
	"strconv"
)

// Components that show many things: tables, lists, tabs, pages of results.

// Table is rows of cells. Wide ones go into a Scroll: on a narrow screen they scroll there, or, with StackClass among their
// Classes, show each row as a block.
type Table struct {
	Caption           string
	CaptionClasses    string
	Head              []Cell
	Rows              [][]Cell
	FirstCellIsHeader bool // the first cell of each row names the row
	Classes           string
	Attributes        Attrs
}

// Cell is one cell. Of Component, HTML and Text the first given is shown.
type Cell struct {
	Text             string
	HTML             template.HTML
	Component        Component
	Format           string // "numeric" sets figures to the right
	Classes          string
	Colspan, Rowspan int
	Attributes       Attrs
}

// Cells makes cells of texts.
func Cells(texts ...string) []Cell {
	cells := make([]Cell, len(texts))
	for i, t := range texts {
		cells[i].Text = t
	}
	return cells
}

// Number is a numeric cell.
func Number(text string) Cell { return Cell{Text: text, Format: "numeric"} }

// Template implements Component.
func (Table) Template() string { return "govuk/table" }

// SummaryList is keys and values, with links to change them.
type SummaryList struct {
	Rows       []SummaryRow
	Card       *SummaryCard
	Classes    string
	Attributes Attrs
}

// SummaryRow is one key and its value.
type SummaryRow struct {
	Key, Value     Content
	Actions        []Link
	ActionsClasses string
	Classes        string
}

// SummaryCard frames a summary list with a title.
type SummaryCard struct {
	Title          Content
	HeadingLevel   int // 2 unless given
	Actions        []Link
	ActionsClasses string
	Classes        string
	Attributes     Attrs
}

// Template implements Component.
func (SummaryList) Template() string { return "govuk/summary-list" }

// SummaryRowView is a row as the template shows it.
type SummaryRowView struct {
	SummaryRow
	NoActions bool // other rows have some
	Links     []SummaryLink
}

// SummaryLink is an action with the title of its card, which is read aloud after it.
type SummaryLink struct {
	Link
	CardTitle Content
}

// RowViews is for the template.
func (s SummaryList) RowViews() []SummaryRowView {
	some := false
	for _, r := range s.Rows {
		some = some || len(r.Actions) > 0
	}
	var title Content
	if s.Card != nil {
		title = s.Card.Title
	}
	views := make([]SummaryRowView, len(s.Rows))
	for i, r := range s.Rows {
		views[i] = SummaryRowView{SummaryRow: r, NoActions: some && len(r.Actions) == 0, Links: summaryLinks(r.Actions, title)}
	}
	return views
}

// Links is for the template.
func (c SummaryCard) Links() []SummaryLink { return summaryLinks(c.Actions, c.Title) }

func summaryLinks(actions []Link, title Content) []SummaryLink {
	links := make([]SummaryLink, len(actions))
	for i, a := range actions {
		links[i] = SummaryLink{Link: a, CardTitle: title}
	}
	return links
}

// Row is a summary row of texts, with links.
func Row(key, value string, actions ...Link) SummaryRow {
	return SummaryRow{Key: Content{Text: key}, Value: Content{Text: value}, Actions: actions}
}

// TaskList is the parts of a long piece of work and how far each is.
type TaskList struct {
	Items      []Task
	IDPrefix   string // "task-list" unless given
	Classes    string
	Attributes Attrs
}

// Task is one part. Without Href it cannot be opened yet.
type Task struct {
	Title         Content
	Href          string
	Hint          Content
	Status        Content // plain words for what is done
	Tag           Tag     // or a tag for what is not
	StatusClasses string
	Classes       string
}

// Template implements Component.
func (TaskList) Template() string { return "govuk/task-list" }

// TaskView is a task with its ids worked out.
type TaskView struct {
	Task
	HintID, StatusID string
	DescribedBy      string
}

// Tasks is for the template.
func (t TaskList) Tasks() []TaskView {
	views := make([]TaskView, len(t.Items))
	for i, item := range t.Items {
		id := or(t.IDPrefix, "task-list") + "-" + strconv.Itoa(i+1)
		v := TaskView{Task: item, HintID: id + "-hint", StatusID: id + "-status"}
		v.DescribedBy = v.StatusID
		if item.Hint.Given() {
			v.DescribedBy = v.HintID + " " + v.StatusID
		}
		views[i] = v
	}
	return views
}

// Tabs shows one of a few panels. Not for entering data.
type Tabs struct {
	Title      string // "Contents" unless given
	Items      []Tab
	ID         string
	IDPrefix   string
	Classes    string
	Attributes Attrs
}

// Tab is one panel.
type Tab struct {
	Label           string
	ID              string
	Text            string
	HTML            template.HTML
	Body            []Component // after HTML
	Attributes      Attrs
	PanelAttributes Attrs
}

// Template implements Component.
func (Tabs) Template() string { return "govuk/tabs" }

// TabViews is for the template: the tabs with their ids.
func (t Tabs) TabViews() []Tab {
	views := append([]Tab(nil), t.Items...)
	for i := range views {
		views[i].ID = or(views[i].ID, t.IDPrefix+"-"+strconv.Itoa(i+1))
	}
	return views
}

// Pagination leads through pages of results (Items), or between the parts of a long text (only Previous and Next).
type Pagination struct {
	Previous, Next PageLink
	Items          []PageItem
	Landmark       string // "Pagination" unless given
	Classes        string
	Attributes     Attrs
}

// PageLink leads to the page before or after. Without Href it is not shown.
type PageLink struct {
	Href       string
	Text       string
	HTML       template.HTML
	Label      string // what is there; only without Items
	Attributes Attrs
}

// PageItem is the number of a page, or an ellipsis.
type PageItem struct {
	Number     string
	Href       string
	Current    bool
	Ellipsis   bool
	Hidden     string // what is read aloud; "Page" and the number unless given
	Attributes Attrs
}

// Template implements Component.
func (Pagination) Template() string { return "govuk/pagination" }

// Block says whether there are only the two links.
func (p Pagination) Block() bool {
	return len(p.Items) == 0 && (p.Previous.Href != "" || p.Next.Href != "")
}
