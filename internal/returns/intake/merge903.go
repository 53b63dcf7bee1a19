package intake

import (
	"throughline/internal/day"
	"throughline/internal/record"
)

// Merges of what the SSDA903 tells: what is missing is filled in, what disagrees is kept and noted (see filler).

func mergeReview903(in fact[record.CLAReview], held record.CLAReview) (record.CLAReview, []diff) {
	var f filler
	f.day("REVIEW", &held.Date, in.body.Date)
	f.text("REVIEW_CODE", &held.Participation, in.body.Participation)
	return held, f.diffs
}

func mergeUASC(in fact[record.ImmigrationStatus], held record.ImmigrationStatus) (record.ImmigrationStatus, []diff) {
	var f filler
	f.day("DUC", &held.To, in.body.To)
	return held, f.diffs
}

func mergeLeaver(in fact[record.CareLeaver], held record.CareLeaver) (record.CareLeaver, []diff) {
	var f filler
	f.text("IN_TOUCH", &held.InTouch, in.body.InTouch)
	f.text("ACTIV", &held.Activity, in.body.Activity)
	f.text("ACCOM", &held.Accommodation, in.body.Accommodation)
	return held, f.diffs
}

func mergeAdoption(in fact[record.Adoption], held record.Adoption) (record.Adoption, []diff) {
	var f filler
	f.day("DATE_INT", &held.Decided, in.body.Decided)
	f.day("DATE_MATCH", &held.Matched, in.body.Matched)
	f.answer("FOSTER_CARE", &held.ByCarer, in.body.ByCarer)
	f.text("NB_ADOPTR", &held.Adopters, in.body.Adopters)
	f.text("SEX_ADOPTR", &held.AdopterSex, in.body.AdopterSex)
	f.text("LS_ADOPTR", &held.AdopterLaw, in.body.AdopterLaw)
	return held, f.diffs
}

func mergePlaced(in fact[record.PlacedForAdoption], held record.PlacedForAdoption) (record.PlacedForAdoption, []diff) {
	var f filler
	f.day("DATE_PLACED", &held.Decided, in.body.Decided)
	f.day("DATE_PLACED_CEASED", &held.Reversed, in.body.Reversed)
	f.text("REASON_PLACED_CEASED", &held.Reason, in.body.Reason)
	return held, f.diffs
}

func mergePermanence(in fact[record.PreviousPermanence], held record.PreviousPermanence) (record.PreviousPermanence, []diff) {
	var f filler
	f.text("PREV_PERM", &held.Option, in.body.Option)
	f.text("LA_PERM", &held.Authority, in.body.Authority)
	ordered := string(held.Ordered)
	f.text("DATE_PERM", &ordered, string(in.body.Ordered))
	held.Ordered = record.PartDay(ordered)
	return held, f.diffs
}

func mergeMissing(in fact[record.Missing], held record.Missing) (record.Missing, []diff) {
	var f filler
	f.text("MISSING", &held.Type, in.body.Type)
	f.day("MIS_START", &held.From, in.body.From)
	f.day("MIS_END", &held.To, in.body.To)
	return held, f.diffs
}

func mergeInvolvement(in fact[record.Involvement], held record.Involvement) (record.Involvement, []diff) {
	var f filler
	f.day("SW_DECOM", &held.From, in.body.From)
	f.day("SW_DEC", &held.To, in.body.To)
	f.text("SW_REASON", &held.Reason, in.body.Reason)
	return held, f.diffs
}

func mergeLiberty(in fact[record.DeprivationOfLiberty], held record.DeprivationOfLiberty) (record.DeprivationOfLiberty, []diff) {
	var f filler
	f.day("DOLO_START", &held.From, in.body.From)
	f.day("DOLO_END", &held.To, in.body.To)
	return held, f.diffs
}

func mergeSDQ(in fact[record.SDQScore], held record.SDQScore) (record.SDQScore, []diff) {
	var f filler
	f.number("SDQ_SCORE", &held.Score, in.body.Score)
	f.text("SDQ_REASON", &held.Reason, in.body.Reason)
	return held, f.diffs
}

func mergeConviction(in fact[record.CLAConviction], held record.CLAConviction) (record.CLAConviction, []diff) {
	var f filler
	f.answer("CONVICTED", &held.Convicted, in.body.Convicted)
	return held, f.diffs
}

func mergeCheck(in fact[record.CLAHealth], held record.CLAHealth) (record.CLAHealth, []diff) {
	var f filler
	f.answer("the health check "+held.Type, &held.Done, in.body.Done)
	return held, f.diffs
}

func mergeImmunisations(in fact[record.CLAImmunisations], held record.CLAImmunisations) (record.CLAImmunisations, []diff) {
	var f filler
	f.answer("IMMUNISATIONS", &held.UpToDate, in.body.UpToDate)
	return held, f.diffs
}

func mergeMisuse(in fact[record.CLASubstanceMisuse], held record.CLASubstanceMisuse) (record.CLASubstanceMisuse, []diff) {
	var f filler
	f.answer("SUBSTANCE_MISUSE", &held.Found, in.body.Found)
	f.answer("INTERVENTION_RECEIVED", &held.Received, in.body.Received)
	f.answer("INTERVENTION_OFFERED", &held.Offered, in.body.Offered)
	return held, f.diffs
}

// endOf is the last day of the year of a return.
func endOf(year int) day.Day {
	_, end := day.FinancialYear(year)
	return end
}
