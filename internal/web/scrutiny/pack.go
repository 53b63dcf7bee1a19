package scrutiny

import (
	"net/http"

	"throughline/internal/access"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

type packView struct {
	govuk.Page
	Pack    room.Pack
	Shown   []room.PackQuestion
	Pages   govuk.Pagination
	CanOpen bool // the figures' own pages
}

// packAtOnce is how many questions a page of the pack shows, each with its figures.
const packAtOnce = 8

// pack is the scrutiny pack of a meeting as a page. Its numbers are those that may leave the service.
func pack(w http.ResponseWriter, r *shell.Request) error {
	p, err := committeeRoom(r).Pack(r.Context(), r.Actor, record.MeetingSubject+":"+r.ID())
	if err != nil {
		return err
	}
	v := packView{Page: r.Page("What is known now"), Pack: p, CanOpen: r.May(access.ReadMeasures, access.Figure)}
	v.Caption = p.Meeting.Body.Commission + ", " + p.Meeting.Body.Date.Long()
	v.Back = govuk.BackLink{Text: "Meeting of " + p.Meeting.Body.Date.Long(), Href: "/scrutiny/meetings/" + r.ID()}
	if v.Shown, v.Pages, err = shell.Paged(r, p.Questions, packAtOnce); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/pack", v)
}
