package ssda903

// allRules is every table of rules. The order does not matter: reports go by code.
func allRules() [][]rule {
	return [][]rule{
		headerRules, uascRules, leaverRules, healthRules, adoptionRules, episodeCodeRules, episodeDateRules, episodeAgeRules, episodeLengthRules, episodeOrderRules,
		reviewRules, placementRules, providerRules, locationRules,
		episodeEndRules, yearOnYearRules, reviewCodeRules, provisionRules, developmentRules, adoptionRecordRules, adoptionDecisionRules, missingRules,
		motherRules, permanenceRules, libertyRules, careLeaverRules, enoughCareRules, integrityRules, workerRules,
	}
}
