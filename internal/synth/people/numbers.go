package people

import "fmt"

// upnLetters are the check letters of a unique pupil number, by the remainder of its weighted digits by 23 (DfE, UPN guide).
const upnLetters = "ABCDEFGHJKLMNPQRTUVWXYZ"

// UPN is a unique pupil number: authority and serial say which child of which council, year the two digits of the year of issue. Its school
// number begins with 9, which no school that takes part in a census has. serial must be below 900,000.
func UPN(authority string, serial, year int) string {
	digits := fmt.Sprintf("%s%04d%02d%03d", authority, 9000+serial/1000%900, year%100, serial%1000)
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * (i + 2)
	}
	return string(upnLetters[sum%len(upnLetters)]) + digits
}

// NHSNumber is a number from the range 999, which the NHS keeps for tests, with its check digit. A serial of whose number the check digit would be
// 10 takes the next that has one; below 900,000 two serials share a number only where one of them was passed over.
func NHSNumber(serial int) string {
	serial %= 1_000_000
	for {
		digits := fmt.Sprintf("999%06d", serial)
		sum := 0
		for i := range len(digits) {
			sum += int(digits[i]-'0') * (10 - i)
		}
		switch check := 11 - sum%11; check {
		case 10:
			serial = (serial + 500_003) % 1_000_000 // far from those that are asked for
		case 11:
			return digits + "0"
		default:
			return digits + fmt.Sprint(check)
		}
	}
}

// phone is a number that Ofcom keeps for drama: 07700 900000 to 900999.
func phone(n int) string { return fmt.Sprintf("07700 900%03d", n%1000) }

// letters of the last part of a postcode.
const postcodeLetters = "ABDEFGHJLNPQRSTUWXYZ"

// Postcode is the nth postcode of a district of the synthetic authority. They begin with ZQ, which Royal Mail has not given out; where they lie is
// known to care.Locate.
func Postcode(district, n int) string {
	return fmt.Sprintf("ZQ%d %d%c%c", 1+district%Districts, 1+n%9, postcodeLetters[n/9%20], postcodeLetters[n/180%20])
}

// Districts is how many postcode districts the authority has.
const Districts = 6
