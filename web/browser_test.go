package web_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sdano/reporting"
	"sdano/web"
)

// browser starts one Chromium for a test, or skips the test plainly.
func browser(t *testing.T, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine: the pages are not tried in a browser")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), append(opts, more...)...)
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	ctx, leave := chromedp.NewContext(ctx)
	t.Cleanup(leave)
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// eval reads from the page. A page that is being left meanwhile is asked again
// when the next one is there, so js has to bear being run twice; what leaves the
// page by itself is for act.
func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	for {
		v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
		if err == nil {
			return v
		}
		if !left(err) && !between(err) {
			t.Fatal(err)
		}
	}
}

// act does something in the page once. A page that it leaves before it can
// answer has done it.
func act(t *testing.T, ctx context.Context, js string) {
	t.Helper()
	for {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("("+js+", true)"))
		if err == nil || left(err) {
			return
		}
		if !between(err) {
			t.Fatal(err)
		}
	}
}

// left says that the page went away while it was asked.
func left(err error) bool { return told(err, "navigated or closed", "context was destroyed") }

// between says that there was no page to ask.
func between(err error) bool { return told(err, "Cannot find context", "Could not find") }

func told(err error, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(err.Error(), part) })
}

// press clicks on the first element of a selector when it is there.
func press(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	until(t, ctx, `document.readyState === "complete" && !!document.querySelector("`+selector+`")`)
	act(t, ctx, `document.querySelector("`+selector+`").click()`)
}

// until asks the page until it says yes, at most half a minute. A page that is
// only half there does not say it yet.
func until(t *testing.T, ctx context.Context, js string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for !eval[bool](t, ctx, `(() => { try { return !!(`+js+`); } catch { return false; } })()`) {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("the page never came to %s", js)
		}
	}
}

const liveOn = `document.getElementById("live").dataset.state === "on"`

func TestTileTurnsGreenWithoutReload(t *testing.T) {
	ctx := browser(t)
	f := beforeFiling()
	srv := serve(t, config(f))
	do(t, ctx, chromedp.Navigate(srv.URL+"/"))
	until(t, ctx, liveOn)
	if got := eval[string](t, ctx, `document.getElementById("usn-report").dataset.color`); got != "yellow" {
		t.Fatalf("the tile begins %s, want yellow", got)
	}
	shot(t, ctx, "monitor-yellow", 1280)
	eval[bool](t, ctx, `(window.notReloaded = true, document.querySelector("#usn-tax details").open = true)`)

	f.set(func(f *fake) {
		f.file(reporting.Accepted)
		f.results[ip.INN] = ipResult(green())
	})

	until(t, ctx, `document.getElementById("usn-report").dataset.color === "green"`)
	for what, js := range map[string]string{
		"the page was not loaded again":      `window.notReloaded === true`,
		"an open explanation stays open":     `document.querySelector("#usn-tax details").open`,
		"the change is announced":            `document.getElementById("announce").textContent.includes("Отчетность сдана")`,
		"the text changed with the colour":   `document.querySelector("#usn-report .tile-title").textContent.trim() === "Отчетность сдана"`,
		"the links of yellow went":           `!document.querySelector("#usn-report .links")`,
		"the offer became the news":          `!document.querySelector("#try form") && document.getElementById("try").textContent.includes("Готово")`,
		"the form for a file is left alone":  `document.getElementById("drop").classList.contains("ready")`,
		"the form for a file is still there": `!!document.querySelector("#drop input[type=file]")`,
	} {
		if !eval[bool](t, ctx, js) {
			t.Errorf("not so: %s", what)
		}
	}
	shot(t, ctx, "monitor-green", 1280)
}

func TestPhoneWidthHasNoHorizontalScroll(t *testing.T) {
	ctx := browser(t)
	f := story()
	srv := serve(t, config(f))
	for name, path := range pagesOf(f) {
		do(t, ctx, chromedp.Navigate(srv.URL+path))
		shot(t, ctx, "phone-"+name, 390)
		do(t, ctx, chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile))
		fits(t, ctx, name, 360)
		do(t, ctx, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
		fits(t, ctx, name, 390)
	}
}

// fits fails if the page, with all that folds open and the longest state of the
// stream shown, is wider than the window, or a title of a row breaks in a word.
func fits(t *testing.T, ctx context.Context, name string, width int) {
	t.Helper()
	eval[chromedp.Void](t, ctx, `document.querySelectorAll("details").forEach((d) => d.open = true)`)
	eval[chromedp.Void](t, ctx, `(() => {
		document.querySelectorAll(".row > h2").forEach((e) => { e.style.overflowWrap = "normal"; e.style.hyphens = "none"; });
		const live = document.getElementById("live");
		live.hidden = false;
		live.dataset.state = "off";
		document.getElementById("live-text").textContent = "нет связи, страница не обновляется";
	})()`)
	if wide := eval[int](t, ctx, `document.documentElement.scrollWidth`); wide > width {
		t.Errorf("%s is %d pixels wide in a window of %d", name, wide, width)
	}
	// Nothing may stick out and be cut off either, but for what scrolls itself.
	out := eval[string](t, ctx, fmt.Sprintf(`[...document.querySelectorAll("body *")].filter((e) => (e.getBoundingClientRect().right > %d || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display !== "inline") && !e.closest("pre, .menu, .doc-scroll, .hide, .skip, select, input, textarea, svg")).map((e) => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 30)).slice(0, 5).join(" | ")`, width+1))
	if out != "" {
		t.Errorf("%s sticks out of a window of %d: %s", name, width, out)
	}
}

// A verdict has tables and long names; they scroll or break in their own place.
func TestVerdictFitsEveryWidth(t *testing.T) {
	ctx := browser(t)
	srv := serve(t, config(story()))
	found, err := filepath.Glob(filepath.Join("..", "titles", "upd503", "testdata", "ON_NSCHFDOPPR_*.xml"))
	if err != nil || len(found) == 0 {
		t.Fatal("no title to check", err)
	}
	file, err := filepath.Abs(found[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{360, 390, 840, 1280} {
		do(t, ctx, chromedp.EmulateViewport(width, 844), chromedp.Navigate(srv.URL+"/check"))
		do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS("#document"), []string{file}))
		press(t, ctx, "#drop button")
		until(t, ctx, `!!document.querySelector("#verdict table")`)
		fits(t, ctx, "verdict", int(width))
		if tall := eval[string](t, ctx, `[...document.querySelectorAll("#verdict th")].filter((e) => e.clientHeight > 60).map((e) => e.textContent).join()`); tall != "" {
			t.Errorf("at %d the heads of columns are broken by letters: %s", width, tall)
		}
		shot(t, ctx, fmt.Sprintf("verdict-%d", width), width)
	}
}

func TestDeskWidthsHaveNoHorizontalScroll(t *testing.T) {
	ctx := browser(t)
	f := story()
	srv := serve(t, config(f))
	for name, path := range pagesOf(f) {
		do(t, ctx, chromedp.Navigate(srv.URL+path))
		for _, width := range []int{721, 981, 1024, 1061, 1280} {
			do(t, ctx, chromedp.EmulateViewport(int64(width), 768))
			fits(t, ctx, name, width)
			shot(t, ctx, fmt.Sprintf("%d-%s", width, name), int64(width))
		}
	}
}

// TestLostStreamIsToldAndFoundAgain ends the server under an open page and
// starts it again on the same address.
func TestLostStreamIsToldAndFoundAgain(t *testing.T) {
	ctx := browser(t)
	f := beforeFiling()
	first := web.New(config(f))
	srv := &http.Server{Handler: first}
	base := start(t, srv)
	do(t, ctx, chromedp.Navigate(base+"/"))
	until(t, ctx, liveOn)
	first.Close()
	if err := srv.Close(); err != nil {
		t.Fatal(err)
	}
	until(t, ctx, `document.getElementById("live").dataset.state === "off"`)
	if got := eval[string](t, ctx, `document.getElementById("live").textContent`); got != "нет связи, страница не обновляется" {
		t.Errorf("a lost stream is told as %q", got)
	}
	f.set(func(f *fake) { f.results[ip.INN] = ipResult(green()) })
	l, err := net.Listen("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	second := web.New(config(f))
	again := &http.Server{Handler: second}
	go again.Serve(l)
	t.Cleanup(func() {
		second.Close()
		again.Close()
	})
	until(t, ctx, liveOn+` && document.getElementById("usn-report").dataset.color === "green"`)
}

// TestSilentStreamIsTakenAsLost shortens the time that the page waits for the
// next heartbeat, and records what it tells.
func TestSilentStreamIsTakenAsLost(t *testing.T) {
	ctx := browser(t)
	f := story()
	srv := serve(t, config(f))
	do(t, ctx, chromedp.Navigate(srv.URL+"/"))
	until(t, ctx, liveOn)
	eval[chromedp.Void](t, ctx, `(() => {
		window.told = [];
		const live = document.getElementById("live"), wait = window.setTimeout;
		new MutationObserver(() => told.push(live.dataset.state)).observe(live, { attributes: true, attributeFilter: ["data-state"] });
		window.setTimeout = (f, ms) => wait(f, ms === 40000 ? 100 : ms);
	})()`)
	f.set(func(*fake) {}) // the last that is heard in the old way
	until(t, ctx, `told.join().startsWith("off,on")`)
}

// TestPagesObeyTheirPolicy loads every page and looks for anything that the
// Content-Security-Policy refused or a script that failed.
func TestPagesObeyTheirPolicy(t *testing.T) {
	ctx := browser(t)
	f := story()
	srv := serve(t, config(f))
	for name, path := range pagesOf(f) {
		do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(srv.URL+path))
		sheets := 1
		switch name {
		case "error": // does not renew itself
		case "check": // nor does a form, which also has the style of documents
			sheets = 2
		default:
			until(t, ctx, liveOn)
		}
		if n := eval[int](t, ctx, `document.styleSheets.length`); n != sheets {
			t.Errorf("%s has %d style sheets, want %d", name, n, sheets)
		}
		if n := eval[int](t, ctx, `document.querySelectorAll("[style], style, script:not([src]), [onclick]").length`); n != 0 {
			t.Errorf("%s has %d inline styles or scripts, which the policy refuses", name, n)
		}
		if n := eval[int](t, ctx, `document.querySelectorAll("main h1").length`); n != 1 {
			t.Errorf("%s has %d headings of the first rank, want 1", name, n)
		}
		if bad := eval[string](t, ctx, `[...document.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((e) => !e.labels.length).map((e) => e.name).join()`); bad != "" {
			t.Errorf("%s has fields without a label: %s", name, bad)
		}
		shot(t, ctx, name, 1280)
	}
}

// pale lists the texts of a page whose contrast with what is behind them is
// under 4.5 to 1 (WCAG 2.2, 1.4.3; for large text 3 to 1).
const pale = `(() => {
  const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility() || e.closest(".hide, .skip, option")) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const [a, b] = [light(rgb(style.color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) bad.push(e.textContent.trim().slice(0, 30) + " " + ratio.toFixed(2));
  }
  return [...new Set(bad)].join("; ");
})()`

func TestTextsHaveContrast(t *testing.T) {
	for scheme, flag := range map[string]string{"light": "1", "dark": "0"} {
		ctx := browser(t, chromedp.Flag("blink-settings", "preferredColorScheme="+flag))
		f := story()
		srv := serve(t, config(f))
		for name, path := range pagesOf(f) {
			do(t, ctx, chromedp.Navigate(srv.URL+path))
			eval[chromedp.Void](t, ctx, `document.querySelectorAll("details").forEach((d) => d.open = true)`)
			if bad := eval[string](t, ctx, pale); bad != "" {
				t.Errorf("%s, %s: pale texts: %s", name, scheme, bad)
			}
		}
	}
}

// TestDarkSchemeIsUsed asks for the dark scheme and compares what is drawn.
func TestDarkSchemeIsUsed(t *testing.T) {
	ctx := browser(t, chromedp.Flag("blink-settings", "preferredColorScheme=0"))
	f := story()
	srv := serve(t, config(f))
	for name, path := range pagesOf(f) {
		do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(srv.URL+path))
		if got := eval[string](t, ctx, `getComputedStyle(document.body).backgroundColor`); got != "rgb(18, 23, 21)" {
			t.Errorf("%s has the background %s in the dark scheme", name, got)
		}
		shot(t, ctx, "dark-"+name, 1280)
	}
}

func TestDoorFollowsTheHash(t *testing.T) {
	ctx := browser(t)
	f := story()
	id := linkTo(f, "usn")
	srv := serve(t, config(f))
	address := srv.URL + "/a/bs/10027/#e1cib/data/РегистрСведений.ПубликуемыеНавигационныеСсылки?Идентификатор=" + id
	do(t, ctx, chromedp.Navigate(address))
	until(t, ctx, `location.pathname === "/" && !!document.querySelector("#usn-tax details[open]")`)
}

func TestFormFilesTheSampleInABrowser(t *testing.T) {
	ctx := browser(t)
	f := beforeFiling()
	srv := serve(t, config(f))
	do(t, ctx, chromedp.Navigate(srv.URL+"/"))
	press(t, ctx, ".sample button")
	until(t, ctx, `location.pathname.startsWith("/submissions/") && !!document.querySelector(".stages")`)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.filed) != 1 || !strings.HasPrefix(f.filed[0].FileName, "NO_USN_") {
		t.Fatalf("the button filed %+v", f.filed)
	}
}

// TestKeyboardAlone walks the page with Tab and looks where the focus shows.
func TestKeyboardAlone(t *testing.T) {
	ctx := browser(t)
	srv := serve(t, config(beforeFiling()))
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(srv.URL+"/"))
	do(t, ctx, chromedp.KeyEvent("\t"))
	if got := eval[string](t, ctx, `document.activeElement.className + " " + (document.activeElement.getBoundingClientRect().width > 20)`); got != "skip true" {
		t.Errorf("the first stop is %q, want the visible way to the content", got)
	}
	stops := map[string]bool{}
	for range 40 {
		do(t, ctx, chromedp.KeyEvent("\t"))
		at := eval[string](t, ctx, `(() => {
			const e = document.activeElement;
			if (e === document.body) return "";
			const shown = e.matches("input[type=file]") ? e.closest("form").querySelector(".pick") : e;
			const style = getComputedStyle(shown);
			const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
			return (e.textContent || e.id || e.name).trim().slice(0, 40) + (seen ? "" : " UNSEEN");
		})()`)
		if strings.HasSuffix(at, "UNSEEN") {
			t.Errorf("the focus is not seen on %s", at)
		}
		stops[at] = true
	}
	for _, want := range []string{"Монитор", "Отправки", "Подать образец декларации", "Почему такая сумма", "report", "Подать файл"} {
		if !stops[want] {
			t.Errorf("Tab never comes to %q; it comes to %v", want, stops)
		}
	}
}

func TestReducedMotionIsRespected(t *testing.T) {
	ctx := browser(t, chromedp.Flag("force-prefers-reduced-motion", true))
	srv := serve(t, config(story()))
	do(t, ctx, chromedp.Navigate(srv.URL+"/"))
	if got := eval[string](t, ctx, `(document.getElementById("usn-tax").classList.add("changed"), getComputedStyle(document.getElementById("usn-tax")).animationName)`); got != "none" {
		t.Errorf("a changed tile moves by %q all the same", got)
	}
}

// TestTooLargeFileIsToldAtOnceAndByTheServer chooses a file over the limit: the
// page says so, and so does the server to a browser that sends it all the same.
func TestTooLargeFileIsToldAtOnceAndByTheServer(t *testing.T) {
	ctx := browser(t)
	f := story()
	c := config(f)
	c.MaxReport = 64 << 10
	srv := serve(t, c)
	file := filepath.Join(t.TempDir(), "large.xml")
	if err := os.WriteFile(file, make([]byte, 400<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(srv.URL+"/"), chromedp.SetUploadFiles(chromedp.CSS("#report"), []string{file}))
	until(t, ctx, `document.getElementById("drop-error").textContent.includes("64\u00a0КБ")`)
	if eval[bool](t, ctx, `document.getElementById("drop").checkValidity()`) {
		t.Error("the form can be sent")
	}
	eval[chromedp.Void](t, ctx, `document.getElementById("drop").submit()`)
	until(t, ctx, `location.pathname === "/reports" && document.querySelector("h1")?.textContent === "Слишком большой файл"`)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.filed) != 0 {
		t.Error("it was registered")
	}
}

// pagesOf names every page of a story.
func pagesOf(f *fake) map[string]string {
	out := map[string]string{
		"monitor-ip": "/", "monitor-ooo": "/?org=7799999919/779901001", "submissions": "/submissions",
		"audit": "/audit", "organizations": "/organizations", "check": "/check", "error": "/no/such/page",
	}
	for _, s := range f.subs {
		name := "submission-" + string(s.Status)
		if s.UnderReview {
			name += "-review"
		}
		if s.Delivery == reporting.DeliveryUnknown {
			name += "-unknown"
		}
		if s.Outcome == reporting.OutcomeAcceptedWithNotice {
			name += "-notice"
		}
		out[name] = "/submissions/" + s.ID.String()
	}
	return out
}

// shot keeps a picture of the page in the folder $SDANO_SHOTS, if it is set.
func shot(t *testing.T, ctx context.Context, name string, width int64) {
	t.Helper()
	dir := os.Getenv("SDANO_SHOTS")
	if dir == "" {
		return
	}
	if width < 500 {
		do(t, ctx, chromedp.EmulateViewport(width, 844, chromedp.EmulateMobile))
	} else {
		do(t, ctx, chromedp.EmulateViewport(width, 900))
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}
