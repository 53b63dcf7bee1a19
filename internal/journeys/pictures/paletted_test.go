package pictures_test

import (
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"maps"
	"slices"
	"testing"
)

// paletted is a part of a picture in its 256 most frequent colours: a page has few, and each edge of a letter is one of many shades between two of them.
func paletted(from image.Image, part image.Rectangle) *image.Paletted {
	count := map[color.RGBA]int{}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			count[color.RGBAModel.Convert(from.At(x, y)).(color.RGBA)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(uint32(a.R)<<16|uint32(a.G)<<8|uint32(a.B), uint32(b.R)<<16|uint32(b.G)<<8|uint32(b.B)))
	})
	var palette color.Palette
	for _, c := range colours[:min(256, len(colours))] {
		palette = append(palette, c)
	}
	nearest := map[color.RGBA]uint8{}
	for _, c := range colours {
		nearest[c] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(image.Rect(0, 0, part.Dx(), part.Dy()), palette)
	for y := range part.Dy() {
		for x := range part.Dx() {
			out.SetColorIndex(x, y, nearest[color.RGBAModel.Convert(from.At(part.Min.X+x, part.Min.Y+y)).(color.RGBA)])
		}
	}
	return out
}

func TestPaletted(t *testing.T) {
	t.Parallel()
	whole := image.NewRGBA(image.Rect(0, 0, 300, 20))
	draw.Draw(whole, whole.Bounds(), image.White, image.Point{}, draw.Src)
	for x := range 300 { // more colours than a palette has, each once
		whole.SetRGBA(x, 3, color.RGBA{uint8(x), uint8(x / 2), 200, 255})
	}
	got := paletted(whole, image.Rect(0, 2, 300, 12))
	if got.Bounds() != image.Rect(0, 0, 300, 10) || len(got.Palette) != 256 {
		t.Fatalf("%v, %d colours", got.Bounds(), len(got.Palette))
	}
	if got.At(7, 0) != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("white became %v", got.At(7, 0))
	}
	for x := range 300 {
		r, g, b, _ := got.At(x, 1).RGBA()
		if d := max(int(r>>8), x%256) - min(int(r>>8), x%256); d > 60 || g>>8 > 160 || b>>8 < 200 {
			t.Errorf("at %d the colour is %v", x, got.At(x, 1))
		}
	}
}
