package ssda903

// This file is written out from the list of tables and columns (specs/ssda903/tables.json): names, order and the usual file name.

// The twelve tables, in the order of the return.
const (
	Header         Table = iota // one row per child looked after in the year or in the care-leaver cohort
	Episodes                    // episodes of care: any change of legal status, placement or carer starts a new row
	Reviews                     // statutory reviews held in the year
	UASC                        // unaccompanied asylum-seeking children
	OC2                         // health, SDQ and offending of children looked after all year
	OC3                         // care leavers around the 17th-21st birthday
	AD1                         // children adopted in the year
	PlacedAdoption              // decisions that a child should, or should no longer, be placed for adoption
	PrevPerm                    // earlier permanence orders of children who start to be looked after
	Missing                     // missing and away-without-authorisation spells
	SWEpisodes                  // social workers of the child
	DoLo                        // deprivation-of-liberty orders

	Tables = iota // how many there are
)

var tableNames = [Tables]string{
	"Header", "Episodes", "Reviews", "UASC", "OC2", "OC3", "AD1", "PlacedAdoption", "PrevPerm", "Missing", "SWEpisodes", "DoLo",
}

var tableFiles = [Tables]string{
	"header.csv", "episodes.csv", "reviews.csv", "uasc.csv", "oc2.csv", "oc3.csv", "ad1.csv", "placed_for_adoption.csv", "previous_permanence.csv", "missing.csv", "sw_episodes.csv", "DoLo.csv",
}

var tableColumns = [Tables][]string{
	Header:         {"CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"},
	Episodes:       {"CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"},
	Reviews:        {"CHILD", "DOB", "REVIEW", "REVIEW_CODE"},
	UASC:           {"CHILD", "SEX", "DOB", "DUC"},
	OC2:            {"CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"},
	OC3:            {"CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"},
	AD1:            {"CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"},
	PlacedAdoption: {"CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"},
	PrevPerm:       {"CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"},
	Missing:        {"CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"},
	SWEpisodes:     {"CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"},
	DoLo:           {"CHILD", "DOB", "DOLO_START", "DOLO_END"},
}

// dateColumns says which columns hold dates. DATE_PERM may have parts ZZ or ZZZZ.
var dateColumns = [Tables][]int{
	Header:         {HeaderDOB, HeaderMC_DOB},
	Episodes:       {EpisodesDECOM, EpisodesDEC},
	Reviews:        {ReviewsDOB, ReviewsREVIEW},
	UASC:           {UASCDOB, UASCDUC},
	OC2:            {OC2DOB},
	OC3:            {OC3DOB},
	AD1:            {AD1DOB, AD1DATE_INT, AD1DATE_MATCH},
	PlacedAdoption: {PlacedAdoptionDOB, PlacedAdoptionDATE_PLACED, PlacedAdoptionDATE_PLACED_CEASED},
	PrevPerm:       {PrevPermDOB, PrevPermDATE_PERM},
	Missing:        {MissingDOB, MissingMIS_START, MissingMIS_END},
	SWEpisodes:     {SWEpisodesDOB, SWEpisodesSW_DECOM, SWEpisodesSW_DEC},
	DoLo:           {DoLoDOB, DoLoDOLO_START, DoLoDOLO_END},
}

// Columns of Header.
const (
	HeaderCHILD = iota
	HeaderSEX
	HeaderDOB
	HeaderETHNIC
	HeaderUPN
	HeaderMOTHER
	HeaderMC_DOB
)

// Columns of Episodes.
const (
	EpisodesCHILD = iota
	EpisodesDECOM
	EpisodesRNE
	EpisodesLS
	EpisodesCIN
	EpisodesPLACE
	EpisodesPLACE_PROVIDER
	EpisodesDEC
	EpisodesREC
	EpisodesREASON_PLACE_CHANGE
	EpisodesHOME_POST
	EpisodesPL_POST
	EpisodesURN
)

// Columns of Reviews.
const (
	ReviewsCHILD = iota
	ReviewsDOB
	ReviewsREVIEW
	ReviewsREVIEW_CODE
)

// Columns of UASC.
const (
	UASCCHILD = iota
	UASCSEX
	UASCDOB
	UASCDUC
)

// Columns of OC2.
const (
	OC2CHILD = iota
	OC2DOB
	OC2SDQ_SCORE
	OC2SDQ_REASON
	OC2CONVICTED
	OC2HEALTH_CHECK
	OC2IMMUNISATIONS
	OC2TEETH_CHECK
	OC2HEALTH_ASSESSMENT
	OC2SUBSTANCE_MISUSE
	OC2INTERVENTION_RECEIVED
	OC2INTERVENTION_OFFERED
)

// Columns of OC3.
const (
	OC3CHILD = iota
	OC3DOB
	OC3IN_TOUCH
	OC3ACTIV
	OC3ACCOM
)

// Columns of AD1.
const (
	AD1CHILD = iota
	AD1DOB
	AD1DATE_INT
	AD1DATE_MATCH
	AD1FOSTER_CARE
	AD1NB_ADOPTR
	AD1SEX_ADOPTR
	AD1LS_ADOPTR
)

// Columns of PlacedAdoption.
const (
	PlacedAdoptionCHILD = iota
	PlacedAdoptionDOB
	PlacedAdoptionDATE_PLACED
	PlacedAdoptionDATE_PLACED_CEASED
	PlacedAdoptionREASON_PLACED_CEASED
)

// Columns of PrevPerm.
const (
	PrevPermCHILD = iota
	PrevPermDOB
	PrevPermPREV_PERM
	PrevPermLA_PERM
	PrevPermDATE_PERM
)

// Columns of Missing.
const (
	MissingCHILD = iota
	MissingDOB
	MissingMISSING
	MissingMIS_START
	MissingMIS_END
)

// Columns of SWEpisodes.
const (
	SWEpisodesCHILD = iota
	SWEpisodesDOB
	SWEpisodesSW_ID
	SWEpisodesSW_DECOM
	SWEpisodesSW_DEC
	SWEpisodesSW_REASON
)

// Columns of DoLo.
const (
	DoLoCHILD = iota
	DoLoDOB
	DoLoDOLO_START
	DoLoDOLO_END
)
