package code

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"throughline/internal/day"
)

// BankHolidays are the days that the sector's checker takes for bank holidays, 2022 to 2027, substitute days included.
// Everything else asks internal/workday.
func BankHolidays() []day.Day { return slices.Clone(holidays()) }

var holidays = sync.OnceValue(func() []day.Day {
	var d struct {
		Set struct{ Dates []day.Day } `json:"bank_holidays_england"`
	}
	if err := json.Unmarshal(source, &d); err != nil {
		panic(fmt.Sprintf("codesets.json, compiled in: %v", err))
	}
	return d.Set.Dates
})
