package sheet

import (
	"errors"
	"io"

	"github.com/xuri/excelize/v2"
)

// xlsx writes an Office Open XML workbook.
type xlsx struct {
	to     io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	styles [Prose + 1]int
	names  names
	open   string
	width  int // of the heading
	rows   int
}

var xlsxStyles = [Prose + 1]*excelize.Style{
	Title: {Font: &excelize.Font{Bold: true, Size: 16}},
	Head: {
		Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8E8E8"}},
		Border: []excelize.Border{{Type: "bottom", Color: "0B0C0C", Style: 1}},
	},
	Failing: {
		Font: &excelize.Font{Bold: true, Color: "7A1A0B"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FBE4E0"}},
		Border: []excelize.Border{
			{Type: "left", Color: "A3240F", Style: 1}, {Type: "right", Color: "A3240F", Style: 1},
			{Type: "top", Color: "A3240F", Style: 1}, {Type: "bottom", Color: "A3240F", Style: 1},
		},
	},
	Plain: {Alignment: &excelize.Alignment{Vertical: "top"}},
	Prose: {Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}},
}

func newXLSX(w io.Writer) (*xlsx, error) {
	x := &xlsx{to: w, file: excelize.NewFile(), names: names{}}
	for i, s := range xlsxStyles {
		if s == nil {
			continue
		}
		id, err := x.file.NewStyle(s)
		if err != nil {
			return nil, errors.Join(err, x.file.Close())
		}
		x.styles[i] = id
	}
	return x, nil
}

func (x *xlsx) Sheet(s Sheet) error {
	if err := x.end(); err != nil {
		return err
	}
	first := len(x.names) == 0
	x.open, x.width, x.rows = x.names.take(s.Name), len(s.Head), 0
	var err error
	if first {
		err = x.file.SetSheetName(x.file.GetSheetName(0), x.open)
	} else {
		_, err = x.file.NewSheet(x.open)
	}
	if err != nil {
		return err
	}
	// Printed, a sheet is as wide as the paper laid across, and as long as it is.
	across, fit, wide, long := "landscape", true, 1, 0
	if err := errors.Join(x.file.SetSheetProps(x.open, &excelize.SheetPropsOptions{FitToPage: &fit}),
		x.file.SetPageLayout(x.open, &excelize.PageLayoutOptions{Orientation: &across, FitToWidth: &wide, FitToHeight: &long})); err != nil {
		return err
	}
	if x.stream, err = x.file.NewStreamWriter(x.open); err != nil {
		return err
	}
	for i := range max(len(s.Head), len(s.Columns)) {
		w := Narrow
		if i < len(s.Columns) {
			w = s.Columns[i]
		}
		if err := x.stream.SetColWidth(i+1, i+1, [...]float64{14, 24, 72}[w]); err != nil {
			return err
		}
	}
	if len(s.Head) == 0 {
		return nil
	}
	if err := x.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]Cell, len(s.Head))
	for i, h := range s.Head {
		head[i] = Cell{Text: h, Style: Head}
	}
	return x.Row(head...)
}

func (x *xlsx) Row(cells ...Cell) error {
	if x.rows >= MaxRows {
		return full(x.open)
	}
	x.rows++
	row := make([]any, len(cells))
	for i, c := range cells {
		var v any
		switch n, ok := c.numeric(); {
		case ok:
			v = n
		case c.Text != "":
			v = clean(c.Text)
		}
		if v != nil || c.Style != Plain {
			row[i] = excelize.Cell{StyleID: x.styles[c.Style], Value: v}
		}
	}
	return x.stream.SetRow("A"+itoa(x.rows), row)
}

func (x *xlsx) end() error {
	if x.open == "" {
		return nil
	}
	if x.width > 0 {
		if err := x.file.AutoFilter(x.open, "A1:"+column(x.width)+itoa(x.rows), nil); err != nil {
			return err
		}
	}
	x.open = ""
	return x.stream.Flush()
}

// Close ends the workbook and removes what was kept on disk meanwhile.
func (x *xlsx) Close() error {
	err := x.end()
	if err == nil {
		err = x.file.Write(x.to)
	}
	return errors.Join(err, x.file.Close())
}
