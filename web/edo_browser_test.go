package web_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sdano"
	"sdano/acceptance"
)

// clicks presses a button by its text, as a person finds it.
func clicks(t *testing.T, ctx context.Context, text string) {
	t.Helper()
	until(t, ctx, `[...document.querySelectorAll("main button, main a.button")].some((b) => b.textContent.trim() === "`+text+`")`)
	act(t, ctx, `[...document.querySelectorAll("main button, main a.button")].find((b) => b.textContent.trim() === "`+text+`").click()`)
}

func sees(t *testing.T, ctx context.Context, text string) {
	t.Helper()
	until(t, ctx, `document.readyState === "complete" && document.getElementById("main").textContent.replace(/\s+/g, " ").includes("`+text+`")`)
}

// types puts a value into a field as typing does.
func types(t *testing.T, ctx context.Context, name, value string) {
	t.Helper()
	eval[bool](t, ctx, `((e) => { e.value = "`+value+`"; e.dispatchEvent(new Event("input", { bubbles: true })); return true; })(document.querySelector("[name='`+name+`']"))`)
}

func TestAcceptWithDiscrepanciesInABrowser(t *testing.T) {
	ctx := browser(t)
	o := newOffice(t)
	d := o.comes("upd503", sdano.ID{})
	p := d.ID.String() + "."
	line := p + "line" + d.Title.Lines[0].Number + "."
	srv := serve(t, o.config)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(srv.URL+"/documents"))
	shot(t, ctx, "documents", 1280)
	press(t, ctx, "td a[href='"+at(d)+"']")
	sees(t, ctx, "Что проверено")
	shot(t, ctx, "document", 1280)
	clicks(t, ctx, "Принять")
	sees(t, ctx, "Сколько принято, построчно")
	eval[bool](t, ctx, `(window.notReloaded = true)`)
	types(t, ctx, line+"accepted", "0,5")
	sees(t, ctx, "Есть расхождения: подходит результат «С расхождениями».")
	if !eval[bool](t, ctx, `window.notReloaded && document.querySelector("[name='`+line+`accepted']").value === "0,5" && document.getElementById("out-`+line+`").textContent.includes("недостача")`) {
		t.Error("the difference is not shown beside its line without a reload")
	}
	press(t, ctx, "[name='"+p+"type'][value='2']")
	shot(t, ctx, "accept", 1280)
	clicks(t, ctx, "Сформировать ответ")
	sees(t, ctx, "Подписать ключом сервера и отправить")
	shot(t, ctx, "sign", 1280)
	// Two clicks at once send once.
	act(t, ctx, `((b) => { b.click(); b.click(); })(document.querySelector("button[value=server]"))`)
	sees(t, ctx, "Принят с расхождениями")
	if n := len(o.courier.Sent()); n != 1 {
		t.Errorf("%d were sent", n)
	}
	has(t, o.sent(), `КодИтога="2"`)
}

func TestReconcileInABrowser(t *testing.T) {
	ctx := browser(t)
	o := newOffice(t)
	d := o.comes("aktsver", sdano.ID{})
	p := d.ID.String() + "."
	srv := serve(t, o.config)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(srv.URL+at(d)+"/accept"))
	press(t, ctx, "[name='"+p+"agreed'][value=no]")
	types(t, ctx, p+"table0.turnover.credit", "17499,50")
	types(t, ctx, p+"table1.turnover.credit", "15499,50")
	until(t, ctx, `document.getElementById("out-`+p+`table0.turnover.credit").textContent.trim() === "−1\u00a0000,00"`)
	for name, value := range map[string]string{
		"document": "Платёжное поручение", "document_number": "12", "document_date": "2025-11-01", "discrepancy": "-1000",
		"operation": "Оплата", "number": "2", "date": "2025-11-01", "credit": "15000",
	} {
		types(t, ctx, p+"table1.op0."+name, value)
	}
	shot(t, ctx, "reconcile", 1280)
	clicks(t, ctx, "Сформировать ответ")
	clicks(t, ctx, "Подписать ключом сервера и отправить")
	sees(t, ctx, "Принят с разногласиями")
	o.becomes(d.ID, acceptance.Accepted)
	shot(t, ctx, "reconciled", 1280)
	has(t, o.sent(), `ПризнРазн="2"`, `ИтогоРасхКр="-1000.00"`)
}

func TestRejectInABrowser(t *testing.T) {
	ctx := browser(t)
	o := newOffice(t)
	d := o.comes("torg12", sdano.ID{})
	srv := serve(t, o.config)
	do(t, ctx, chromedp.Navigate(srv.URL+at(d)))
	clicks(t, ctx, "Отклонить")
	sees(t, ctx, "Причина")
	clicks(t, ctx, "Сформировать уведомление") // the browser asks for the reason
	types(t, ctx, "comment", "Товар не заказывали")
	clicks(t, ctx, "Сформировать уведомление")
	sees(t, ctx, "Своей подписью")
	a := o.get(eval[string](t, ctx, `new URL(document.querySelector("main .card a[download]").href).pathname`))
	signature, err := o.key.Sign([]byte(a.body))
	o.must(err)
	path := filepath.Join(t.TempDir(), "title.sig")
	o.must(os.WriteFile(path, signature, 0o600))
	do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{path}))
	clicks(t, ctx, "Отправить с этой подписью")
	o.becomes(d.ID, acceptance.Rejected)
	sees(t, ctx, "Отправка отклонения")
	has(t, o.sent(), "Товар не заказывали")
}

// TestOpenPageOfDocumentRenewsItself: what others do is seen without a reload.
func TestOpenPageOfDocumentRenewsItself(t *testing.T) {
	ctx := browser(t)
	o := newOffice(t)
	d := o.comes("akt", sdano.ID{})
	srv := serve(t, o.config)
	page := o.leads(o.post(at(d)+"/accept", map[string][]string{"step": {"make"}, "key": {"server"}}))
	do(t, ctx, chromedp.Navigate(srv.URL+page))
	until(t, ctx, liveOn)
	sees(t, ctx, "Подписать ключом сервера")
	o.leads(o.post(page, map[string][]string{"by": {"server"}}))
	sees(t, ctx, "Ответ уже отправлен")
	if eval[bool](t, ctx, `!!document.querySelector("button[value=server]")`) {
		t.Error("the old page still offers to sign")
	}
}

func TestPagesOfDocumentsFitAndAreLegible(t *testing.T) {
	for scheme, flag := range map[string]string{"light": "1", "dark": "0"} {
		ctx := browser(t, chromedp.Flag("blink-settings", "preferredColorScheme="+flag))
		o := newOffice(t)
		pkg := sdano.NewID()
		d := o.comes("upd503", pkg)
		o.comes("torg2", pkg)
		act := o.comes("aktsver", sdano.ID{})
		made := o.leads(o.post(at(act)+"/accept", map[string][]string{"step": {"make"}, "key": {"server"}}))
		srv := serve(t, o.config)
		for name, path := range map[string]string{
			"list": "/documents", "document": at(d), "accept": at(d) + "/accept", "reconcile": at(act) + "/accept", "reject": at(d) + "/reject",
			"sign": made, "receipts": "/receipts",
		} {
			do(t, ctx, chromedp.Navigate(srv.URL+path))
			eval[chromedp.Void](t, ctx, `document.querySelectorAll("details").forEach((d) => d.open = true)`)
			if bad := eval[string](t, ctx, pale); bad != "" {
				t.Errorf("%s, %s: pale texts: %s", name, scheme, bad)
			}
			if n := eval[int](t, ctx, `document.querySelectorAll("h1").length`); n != 1 {
				t.Errorf("%s has %d headings of the first level, want one", name, n)
			}
			if unnamed := eval[string](t, ctx, `[...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")].filter((e) => !e.labels.length && !e.ariaLabel).map((e) => e.name).join()`); unnamed != "" {
				t.Errorf("%s: fields without a name: %s", name, unnamed)
			}
			if twice := eval[string](t, ctx, `[...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, n, all) => all.indexOf(id) !== n).join()`); twice != "" {
				t.Errorf("%s: the same id twice: %s", name, twice)
			}
			if n := eval[int](t, ctx, `document.querySelectorAll("[style], style, script:not([src]), [onclick]").length`); n != 0 {
				t.Errorf("%s has %d inline styles or scripts, which the policy refuses", name, n)
			}
			if flag == "0" {
				continue
			}
			for _, width := range []int{360, 390, 840, 1280} {
				do(t, ctx, chromedp.EmulateViewport(int64(width), 844))
				fits(t, ctx, name, width)
				if torn := eval[string](t, ctx, `[...document.querySelectorAll(".doc td")].filter((e) => /^\\d\\d\\.\\d\\d\\.\\d{4}$/.test(e.textContent) && e.getClientRects()[0].height > 44).map((e) => e.textContent).join()`); torn != "" {
					t.Errorf("%s: days are torn over lines in a window of %d: %s", name, width, torn)
				}
				shot(t, ctx, strings.Join([]string{"edo", name, scheme, string(rune('0' + width/400))}, "-"), int64(width))
			}
		}
	}
}
