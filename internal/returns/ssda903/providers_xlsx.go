package ssda903

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"

	"throughline/internal/errs"
)

// Limits of a workbook once unpacked. A workbook is untrusted: a small file can unpack to gigabytes.
const (
	maxWorkbookBytes = 64 << 20
	maxWorkbookParts = 500
	maxProviderRows  = 30_000 // England has some ten thousand
)

// workbook reads an Excel workbook.
func (l *providerList) workbook(b []byte) (err error) {
	if err := l.checkZip(b); err != nil {
		return err
	}
	// The library trusts the inside of a workbook in places; a damaged one must be an error of the file, not of the program.
	defer func() {
		if p := recover(); p != nil {
			err = errs.New(errs.Invalid, "%s is a damaged Excel workbook (%v); nothing was read", l.name, p)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{
		UnzipSizeLimit: maxWorkbookBytes, UnzipXMLSizeLimit: maxWorkbookBytes, RawCellValue: true,
	})
	if err != nil {
		return errs.As(errs.Invalid, err, "%s is not an Excel workbook that can be read; nothing was read", l.name)
	}
	defer f.Close() // nothing was written
	sheets := f.GetSheetList()
	two := has(sheets, "Providers") && has(sheets, "SA Providers")
	if two {
		sheets = []string{"Providers", "SA Providers"}
	}
	for _, sheet := range sheets {
		found, err := l.sheet(f, sheet, two && sheet == "SA Providers")
		switch {
		case err != nil:
			return err
		case !found && two:
			return l.noHeadings("sheet "+sheet, sheet == "Providers")
		case found && !two:
			return nil
		}
	}
	if two {
		return nil
	}
	return l.noHeadings("", true)
}

func has(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// checkZip refuses a workbook that would unpack to more than any list of providers is.
func (l *providerList) checkZip(b []byte) error {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return errs.As(errs.Invalid, err, "%s is a damaged Excel workbook or zip file; nothing was read", l.name)
	}
	var total uint64
	for _, part := range z.File {
		if total += part.UncompressedSize64; total > maxWorkbookBytes || part.UncompressedSize64 > maxWorkbookBytes {
			return errs.New(errs.Invalid, "%s unpacks to more than %d MB, which no list of providers does; nothing was read", l.name, maxWorkbookBytes>>20)
		}
	}
	if len(z.File) > maxWorkbookParts {
		return errs.New(errs.Invalid, "%s has more than %d parts, which no list of providers has; nothing was read", l.name, maxWorkbookParts)
	}
	return nil
}

// sheet reads one sheet and says whether it has the headings.
func (l *providerList) sheet(f *excelize.File, sheet string, supported bool) (found bool, err error) {
	rows, err := f.Rows(sheet)
	if err != nil {
		return false, errs.As(errs.Invalid, err, "%s sheet %s cannot be read; nothing was read", l.name, sheet)
	}
	defer rows.Close() // only read
	var cols providerColumns
	for n := 1; rows.Next(); n++ {
		if n > maxProviderRows {
			return false, errs.New(errs.Invalid, "%s sheet %s has more than %d rows; nothing was read", l.name, sheet, maxProviderRows)
		}
		cells, err := rows.Columns()
		if err != nil {
			return false, errs.As(errs.Invalid, err, "%s sheet %s row %d cannot be read; nothing was read", l.name, sheet, n)
		}
		if !found {
			if cols, found = findProviderColumns(cells, supported); !found && n > 20 {
				return false, nil
			}
			continue
		}
		numeric := false
		if cols.urn < len(cells) {
			if urn, isNumber := wholeNumber(cells[cols.urn]); isNumber {
				if numeric, err = isNumberCell(f, sheet, cols.urn, n); err != nil {
					return false, errs.As(errs.Invalid, err, "%s sheet %s row %d cannot be read; nothing was read", l.name, sheet, n)
				}
				if numeric {
					cells[cols.urn] = urn
				}
			}
		}
		l.add(cells, cols, n, numeric, supported)
	}
	if err := rows.Error(); err != nil {
		return false, errs.As(errs.Invalid, err, "%s sheet %s cannot be read to its end; nothing was read", l.name, sheet)
	}
	return found, nil
}

// wholeNumber says whether s is a number and writes it without point or exponent.
func wholeNumber(s string) (string, bool) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n != float64(int64(n)) {
		return s, false
	}
	return strconv.FormatInt(int64(n), 10), true
}

// isNumberCell says whether a cell holds a number rather than a text that looks like one.
func isNumberCell(f *excelize.File, sheet string, col, row int) (bool, error) {
	cell, err := excelize.CoordinatesToCellName(col+1, row)
	if err != nil {
		return false, fmt.Errorf("column %d row %d: %w", col+1, row, err)
	}
	t, err := f.GetCellType(sheet, cell)
	if err != nil {
		return false, fmt.Errorf("cell %s: %w", cell, err)
	}
	return t == excelize.CellTypeUnset || t == excelize.CellTypeNumber, nil
}
