package care

// What the lives are drawn by. Tags as in specs/synthetic-borough.md: [D] DfE, Hackney at 31 March 2025 (section 6) unless it says otherwise,
// [M] minutes, [A] assumption. A mark (fit) stands at a number that no source gives: it was moved until the figures of the calibration test came
// out where the tagged targets stand.

// When things are recorded [A].
const (
	recordedSameDay = 0.55
	recordedLate    = 3.0 // mean of days, when not on the same day
)

// Ages at which somebody starts to be looked after: under 1, 1 to 4, 5 to 9, 10 to 15, 16 and over [D].
var startAges = []float64{15, 8, 16, 29, 32}

// Shares of those who start [D]; the routes are of those under 16 and of the others (fit: together they give S20 52, ICO 24, police protection 18,
// and few of the rest).
const (
	startMale = 0.58
	startUASC = 0.14
)

var (
	routesYoung  = []float64{33, 38, 23, 5, 1} // S20, ICO, police protection, EPO, remand
	routesOlder  = []float64{82, 0, 9, 0, 9}
	needsOfStart = []float64{55, 2, 8, 8, 13, 5, 0, 2} // N1 to N8, without unaccompanied children (N8 14 with them)
)

// How long care lasts. Three sorts of life by age group: short, one that ends with the proceedings, long (fit; section 6 suggests 30, 25, 45).
var fates = [5][]float64{
	{19, 43, 38},
	{31, 44, 25},
	{26, 46, 28},
	{25, 11, 64},
	{46, 0, 54},
}

const (
	shortMedian, shortSigma             = 60, 1.0   // days [A, section 6]
	proceedingsMedian, proceedingsSigma = 313, 0.55 // days: 44.7 weeks [M; section 8]
	beforeCourtMedian, beforeCourtSigma = 50, 0.8   // days under section 20 before an application (fit)
	voluntaryToTheEnd                   = 0.15      // of long lives that begin at 10 to 15 under section 20 (fit)
	dischargedYearly                    = 0.04      // of children under a care order, each year under 16: home, or to a guardian (fit)
	againShare                          = 0.22      // of those who go home, come back once (fit: 93% of those who leave had one period [A])
)

// Chance of a placement order at the final hearing of a long life, by age in years (fit: adopted 6% of those who leave, Hackney 2023 [D]).
var adoptionPlan = []float64{0.85, 0.80, 0.75, 0.55, 0.35, 0.15}

const (
	matchMonths     = 10.0 // mean, decision to match [D, section 6]
	neverMatched    = 0.14 // of placement orders [A]
	adoptByCarer    = 0.18 // early permanence: the foster carer adopts [A]
	consentWithheld = 0.45 // E12 of adoptions [A]
)

// How a life ends: shares by sort, in the order of the codes beside them (fit to the reasons of those who leave [D]: home planned 18, unplanned 8,
// relatives 4, guardians 18, arrangements order about 3, adopted about 5, stays 14, independent 23, other about 6).
var (
	shortEnds       = []float64{54, 27, 17, 2}     // E4A E4B E13 E3
	proceedingsEnds = []float64{5, 0, 4, 1, 7, 83} // E4A E4B E13 E3 E41 guardianship
	orderEnds       = []float64{7, 0, 2, 2, 7, 82} // the same, of children under a care order
	adultEnds       = []float64{53, 6, 9, 3}       // E5 E7 E8 E9, of those who do not stay with their carers
	olderEnds       = []float64{44, 20, 29, 7}     // E4A E4B E5 E8, of short lives that end at 16 or 17
	remandEnds      = []float64{45, 20, 35}        // E14 E9 E4A
	stays           = 0.66                         // E17, of those who turn 18 with foster carers
	friends         = []float64{0.25, 0.30, 0.45}  // guardians who are no foster carers: E46, E47, E48
)

// Placements. Types by age group (under 1, 1 to 4, 5 to 9, 10 to 15, 16 and over), in the order of placeTypes (fit: foster 74, homes 8, supported 9,
// parents 3, other residential 3 of the stock [D]; relatives 18% of foster [A]).
var placeTypes = []string{"U6", "U3", "K2", "K3", "S1", "R3", "R2", "R1"}

var placeByAge = [5][]float64{
	{56, 20, 0, 0, 0, 23, 1, 0},
	{74, 24, 1, 0, 0, 1, 0, 0},
	{76, 18, 4, 0, 1, 0, 0, 1},
	{66, 12, 15, 0, 3, 0, 1, 3},
	{37, 6, 10, 46, 1, 0, 2, 4},
}

// Own 42, private 46, voluntary 4 of all placements [D]; 28% inside the authority, 9% over 20 miles [D] (fit by ring: inside, near, region, far).
var (
	fosterBy       = []float64{0.44, 0.50, 0.06} // council, private, voluntary
	homeBy         = []float64{0.10, 0.82, 0.08}
	supportedBy    = []float64{0.14, 0.74, 0.12}
	fosterRings    = []float64{0.26, 0.55, 0.14, 0.05}
	kinRings       = []float64{0.36, 0.42, 0.12, 0.10}
	adopterRings   = []float64{0.05, 0.35, 0.30, 0.30}
	homeRings      = []float64{0.9, 1, 1, 1}
	supportedRings = []float64{1, 1, 0.6, 0.4}
)

// Stability: moves in a year on average, by age group; each child's own multiple of it is a gamma of shape 0.6 [A, section 6] (fit: 1.09 placements
// begun a year for each child in the stock, 13 to 15% of the stock with three or more in the year [D]).
var movesYearly = [5]float64{0.28, 0.28, 0.38, 0.88, 0.56}

const (
	stability      = 0.6
	mostUnstable   = 9.0  // no child's multiple is greater
	firstYearMoves = 2.60 // times as many in the first year
	laterMoves     = 0.20 // times as many after some 500 days (fit: 71% with one carer for two years [D])
	emergencyFirst = 0.22 // of starts: the first placement lasts up to a week or two [E: 10% of ended placements lasted 1 to 7 days]
	withParents    = 0.09 // of children under a care order go to live with their parents at some time (fit)
	longTermMatch  = 0.24 // of foster placements under a care order become long-term with the same carer (fit: status only 6% of changes [D])
	inHospital     = 0.01 // a year: a stay in hospital that is returned [A]
)

// Why placements change: CARPL, CREQB, CREQO, CHILD, LAREQ, STAND, ALLEG, CLOSE [D: care plan 63, behaviour 19, other 3, child 6, few of the rest].
var changeReasons = []float64{63, 19, 3, 6, 1, 1, 0.5, 0.5}

// Missing [D, M; section 7]: about 75 of 535 children in care at some time in a year (14%), 5.57 times each.
const (
	missingYoung  = 0.21 // a year of somebody of 10 to 15 (fit)
	missingOlder  = 0.25 // and of 16 or 17 (fit)
	missingSeries = 0.963
	missingHours  = 9.0
	missingSigma  = 1.306 // 10% over 48 hours
	awayShare     = 0.2   // code A [A]
)

// Health of those looked after all year [D, section 8].
const (
	healthDone     = 0.97
	dentistDone    = 0.88
	immunisedDone  = 0.62
	sdqReturned    = 0.97
	sdqMean        = 15.5
	sdqSpread      = 6.9
	misuse         = 0.075 // of those of 10 and over: 5% of all
	misuseHelped   = 0.7   // [A]
	convicted      = 0.04  // of those of 10 to 17
	reviewsInTime  = 0.95  // [A]
	motherYearly   = 0.012 // of girls of 15 and over, a year: the .01 of section 1
	libertyOrdered = 0.04  // of placements of children of 12 and over in a home: a deprivation of liberty order [A]
)

// Previous permanence of those who start: none, adoption, guardianship, arrangements order, kind not known [A].
var previousPermanence = []float64{93, 1.5, 3.5, 1.5, 0.5}

// Care leavers at 17 and 18, and at 19 to 21 [D, section 8].
var (
	inTouchYoung = []float64{97, 1, 0.5, 1.5} // YES, NO, REFU, NREQ
	inTouchAdult = []float64{90, 5, 2, 3}
	activityNot  = [2]float64{0.31, 0.42} // not in education, work or training
	suitable     = [2]float64{0.94, 0.90} // of those of whom it is known: 85% of all at 19 to 21
)

// Social workers.
const (
	knownBefore = 0.7   // of children had a social worker before they came into care [A]
	workerDays  = 330.0 // mean time of one with a child (fit: 18% had three or more in a year [D, 2024])
)

// Visits and return interviews.
const (
	visitsInTime      = 0.90 // [A]
	seenAtVisit       = 0.96 // [A]
	seenAlone         = 0.75 // [A, section 5]
	interviewOffered  = 0.85 // [A, section 7]
	interviewAccepted = 0.55
	interviewInTime   = 0.60 // of those held
)
