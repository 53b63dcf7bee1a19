package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"io"

	"throughline/internal/errs"
)

// unpack undoes a stream's filters. The bytes that come out count against the file's limit.
func (f *file) unpack(s stream) ([]byte, error) {
	filters, parms := f.array(s.dict["Filter"]), f.array(s.dict["DecodeParms"])
	if n := f.name(s.dict["Filter"]); n != "" {
		filters, parms = array{n}, array{s.dict["DecodeParms"]}
	}
	if len(filters) > 4 {
		return nil, errs.New(errs.Invalid, "a stream is packed %d times over", len(filters))
	}
	out := s.raw
	for i, v := range filters {
		var err error
		switch n := f.name(v); n {
		case "FlateDecode", "Fl":
			out, err = f.inflate(out)
			if err == nil && i < len(parms) {
				out, err = f.predicted(out, f.dict(parms[i]))
			}
		case "ASCIIHexDecode", "AHx":
			l := lexer{src: append([]byte("<"), out...), budget: &f.budget}
			if !bytes.HasSuffix(bytes.TrimRight(out, "\r\n "), []byte(">")) {
				l.src = append(l.src, '>')
			}
			var v any
			v, err = l.hex()
			t, _ := v.(text)
			out = []byte(t)
		case "ASCII85Decode", "A85":
			out, err = f.ascii85(out)
		case "RunLengthDecode", "RL":
			out, err = f.runs(out)
		case "Crypt":
			err = errs.New(errs.Invalid, "it is encrypted")
		default:
			err = errs.New(errs.Invalid, "it is packed in a way that is not read here (%.40s)", n)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// spend takes the size of what was unpacked off the limit.
func (f *file) spend(n int) error {
	if f.budget.unpacked -= n; f.budget.unpacked < 0 {
		return errs.New(errs.Invalid, "it unpacks to more than %d MB", f.limits.Unpacked>>20)
	}
	return nil
}

func (f *file) inflate(src []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(src))
	if err != nil {
		return nil, errs.New(errs.Invalid, "a packed part is damaged")
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(f.budget.unpacked)+1))
	if e := f.spend(len(out)); e != nil {
		return nil, e
	}
	// A wrong check sum at the end harms nothing that was read; a stream that breaks off does.
	if err != nil && !errors.Is(err, zlib.ErrChecksum) {
		return nil, errs.New(errs.Invalid, "a packed part is damaged")
	}
	return out, nil
}

func (f *file) ascii85(src []byte) ([]byte, error) {
	src = bytes.TrimPrefix(bytes.TrimSpace(src), []byte("<~"))
	if i := bytes.IndexByte(src, '~'); i >= 0 {
		src = src[:i]
	}
	out, err := io.ReadAll(io.LimitReader(ascii85.NewDecoder(bytes.NewReader(src)), int64(f.budget.unpacked)+1))
	if err != nil {
		return nil, errs.New(errs.Invalid, "a packed part is damaged")
	}
	return out, f.spend(len(out))
}

func (f *file) runs(src []byte) ([]byte, error) {
	var out []byte
	for i := 0; i < len(src); {
		n := int(src[i])
		i++
		switch {
		case n == 128:
			return out, f.spend(len(out))
		case n < 128:
			end := min(len(src), i+n+1)
			out = append(out, src[i:end]...)
			i = end
		case i < len(src):
			out = append(out, bytes.Repeat(src[i:i+1], 257-n)...)
			i++
		}
		if len(out) > f.budget.unpacked {
			break
		}
	}
	return out, f.spend(len(out))
}

// predicted undoes the prediction of rows (PNG's filters, 7.4.4.4).
func (f *file) predicted(src []byte, d dict) ([]byte, error) {
	if d == nil || f.int(d["Predictor"]) < 2 {
		return src, nil
	}
	whole := func(key name, otherwise int) int {
		if d[key] == nil {
			return otherwise
		}
		return f.int(d[key])
	}
	colours, bits, columns := whole("Colors", 1), whole("BitsPerComponent", 8), whole("Columns", 1)
	if colours < 1 || bits < 1 || columns < 1 || colours > 32 || bits > 16 || columns > 1<<20 || f.int(d["Predictor"]) < 10 {
		return nil, errs.New(errs.Invalid, "a packed part is damaged")
	}
	width, step := (colours*bits*columns+7)/8, max(1, colours*bits/8)
	var out []byte
	above := make([]byte, width)
	for len(src) > 0 {
		kind := src[0]
		row := make([]byte, width)
		n := copy(row, src[1:])
		src = src[1+n:]
		for i := range row {
			var left, corner byte
			if i >= step {
				left, corner = row[i-step], above[i-step]
			}
			switch kind {
			case 1:
				row[i] += left
			case 2:
				row[i] += above[i]
			case 3:
				row[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				row[i] += paeth(left, above[i], corner)
			}
		}
		out, above = append(out, row[:n]...), row
	}
	return out, f.budget.step(len(out) / 64)
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func abs(n int) int { return max(n, -n) }
