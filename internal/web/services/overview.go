package services

import (
	"net/http"

	"throughline/internal/access"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

type overviewView struct {
	govuk.Page
	Services []service
}

type service struct{ Name, Href, Says string }

// overview leads to the lists.
func overview(w http.ResponseWriter, r *shell.Request) error {
	v := overviewView{Page: r.Page("Other services")}
	v.Banner = done(r)
	for _, s := range []service{
		{"Young carers", carers.path, "Children who care for somebody: what was offered, their assessment, support and reviews."},
		{"Clinical service", clinic.path, "Referrals, who waits how long, appointments, what was measured."},
		{"Domestic abuse", abuse.path, "Cases of your team: safe ways of contact first, risk, sessions, how they ended."},
	} {
		if s.Href != clinic.path || access.Could(r.Actor, access.List, access.Health).Allow {
			v.Services = append(v.Services, s)
		}
	}
	return r.Show(w, "services/overview", v)
}

type childView struct {
	govuk.Page
	Now   []link
	Past  []link
	Begin []link
}

// ofChild is what the services do for one child, as far as the reader may know it, and the ways to begin.
func ofChild(w http.ResponseWriter, r *shell.Request) error {
	v := childView{Page: r.Page("Other services")}
	v.Caption = r.Reading.View().Name.Full()
	v.Back = govuk.BackLink{Text: "The child", Href: "/children/" + r.ID()}
	add := func(closed bool, l link) {
		if closed {
			v.Past = append(v.Past, l)
		} else {
			v.Now = append(v.Now, l)
		}
	}
	for _, rec := range r.Reading.Story.Records {
		switch b := rec.Body.(type) {
		case record.YoungCarer:
			if r.May(access.Read, access.None) {
				add(!b.Closed.IsZero(), link{"Young carer since " + b.Identified.Long(), carers.path + "/" + rec.ID})
			}
		case record.ClinicalReferral:
			if r.May(access.Read, access.Health) {
				add(!b.Closed.IsZero(), link{"Referred to the clinical service on " + b.Referred.Long(), clinic.path + "/" + rec.ID})
			}
		}
	}
	id, err := r.House().Services.AbuseOf(r.Context(), r.Actor, r.Reading.Facts.Subject)
	if err != nil {
		return err
	}
	if id != "" {
		add(false, link{"Domestic abuse service", abuse.path + "/" + id})
	}
	for _, l := range []link{{carers.begin, carers.refer}, {clinic.begin, clinic.refer}, {abuse.begin, abuse.refer}} {
		v.Begin = append(v.Begin, link{l.Text, "/children/" + r.ID() + "/" + l.Href})
	}
	return r.Show(w, "services/child", v)
}
