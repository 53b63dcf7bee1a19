package web

import (
	"slices"

	"throughline/internal/web/accounts"
	"throughline/internal/web/assessment"
	"throughline/internal/web/care"
	"throughline/internal/web/casework"
	"throughline/internal/web/consultation"
	"throughline/internal/web/drafts"
	"throughline/internal/web/earlyhelp"
	"throughline/internal/web/entrance"
	"throughline/internal/web/figures"
	"throughline/internal/web/frontdoor"
	"throughline/internal/web/home"
	"throughline/internal/web/imports"
	"throughline/internal/web/info"
	"throughline/internal/web/lado"
	"throughline/internal/web/listoflists"
	"throughline/internal/web/people"
	"throughline/internal/web/practice"
	"throughline/internal/web/problems"
	"throughline/internal/web/programmes"
	"throughline/internal/web/protection"
	"throughline/internal/web/reports"
	"throughline/internal/web/returns"
	"throughline/internal/web/scrutiny"
	"throughline/internal/web/services"
	"throughline/internal/web/shell"
	"throughline/internal/web/subjectaccess"
	"throughline/internal/web/work"
)

// Routes is the whole surface: every address that answers, what it does, and the class of information that it shows. A test walks
// all of it as every persona.
func Routes() []shell.Route {
	return slices.Concat(
		entrance.Routes(),
		drafts.Routes(),
		frontdoor.Routes(),
		consultation.Routes(),
		home.Routes(),
		lado.Routes(),
		earlyhelp.Routes(),
		services.Routes(),
		assessment.Routes(),
		work.Routes(),
		practice.Routes(),
		programmes.Routes(),
		figures.Routes(),
		scrutiny.Routes(),
		reports.Routes(),
		imports.Routes(),
		returns.Routes(),
		listoflists.Routes(),
		people.Routes(),
		casework.Routes(),
		subjectaccess.Routes(),
		problems.Routes(),
		protection.Routes(),
		care.Routes(),
		accounts.Routes(),
		info.Routes(),
	)
}
