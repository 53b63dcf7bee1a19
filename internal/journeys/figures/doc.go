// Package figures is a newcomer's way from the first page of the demo to a figure and the children behind it, in a browser.
package figures
