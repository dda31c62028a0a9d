package e2e_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// All files are on their way before the first verdict is waited for.
func TestSeveralFilesAreFiledFirstThenAwaited(t *testing.T) {
	t.Parallel()
	dir, p := demo(t)
	r := sdano(t, dir, "submit", "--wait", "--server", p.URL, samples(t, dir, "0085"), samples(t, dir, "0088"), samples(t, dir, "7701"))
	if r.code != 4 || strings.LastIndex(r.out, "Запланирована") > strings.Index(r.out, "Доставка подтверждена") {
		t.Errorf("%+v", r)
	}
	for says, times := range map[string]int{
		"\nОтправка 0": 3, ": Сдана": 2, "Причина": 0, "Проверка отказа: " + p.URL + "/audit\n": 1,
	} {
		if got := strings.Count(r.out, says); got != times {
			t.Errorf("%q is said %d times, want %d:\n%s", says, got, times, r.out)
		}
	}
	// The notice may come some time after the receipt.
	id := regexp.MustCompile(`Отправка (0\S+)`).FindStringSubmatch(r.out)[1]
	noted := eventually(t, "нужно уточнение", func() string { return sdano(t, dir, "status", "--server", p.URL, id).out })
	if !strings.Contains(noted, "Сдана, нужно уточнение\nДата") || !strings.Contains(noted, "\nЗамечание: 0500100001 ") || strings.Contains(noted, "Причина") {
		t.Errorf("%s", noted)
	}
}

// eventually asks until the answer has a part, for twenty seconds.
func eventually(t *testing.T, part string, ask func() string) (answer string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		if answer = ask(); strings.Contains(answer, part) {
			return answer
		}
	}
	t.Fatalf("never %q:\n%s", part, answer)
	return answer
}

func TestRepetitionIsRefusedInWordsOfTheCommandLine(t *testing.T) {
	t.Parallel()
	dir, p := demo(t)
	sample := samples(t, dir, "7701")
	if r := sdano(t, dir, "submit", "--server", p.URL, sample); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	r := sdano(t, dir, "submit", "--server", p.URL, sample)
	if r.code != 1 || !strings.Contains(r.err, "уже ") || !strings.Contains(r.err, "(--resend-reason)") || strings.Contains(r.err, "resend_reason") {
		t.Errorf("%+v", r)
	}
	r = sdano(t, dir, "submit", "--json", "--server", p.URL, sample)
	if r.code != 1 || !strings.Contains(r.out, `"status": 409`) || strings.Contains(r.out, "resend_reason") {
		t.Errorf("%+v", r)
	}
	if r := sdano(t, dir, "submit", "--server", p.URL, "--resend-reason", "проверка", sample); r.code != 0 {
		t.Errorf("%+v", r)
	}
}

func TestTimeoutSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	dir, p := demo(t, "--operator-stage-delay", "1h")
	r := sdano(t, dir, "submit", "--wait", "--timeout", "1s", "--server", p.URL, samples(t, dir, "7701"), samples(t, dir, "0088"))
	if r.code != 4 || strings.Count(r.err, "Не дождались ответа за 1s.") != 2 || strings.Count(r.out, "\nОтправка ") != 2 {
		t.Fatalf("%+v", r)
	}
	next := regexp.MustCompile(`Отправка продолжается, проверьте: (.*)`).FindStringSubmatch(r.err)
	if next == nil {
		t.Fatalf("no command: %+v", r)
	}
	if s := shell(t, dir, next[1]); s.code != 0 || !strings.Contains(s.out, "Декларация УСН") {
		t.Errorf("%s: %+v", next[1], s)
	}
}

func TestWaitingOutlivesTheServer(t *testing.T) {
	t.Parallel()
	dir, p := demo(t, "--operator-stage-delay", "1500ms")
	waiting := running(t, dir, "submit", "--wait", "--server", p.URL, samples(t, dir, "7701"))
	waiting.until(t, "●●○○○ Отправлена")
	p.Kill()
	waiting.until(t, "Сервер не отвечает")
	restart(t, dir, "--addr", strings.TrimPrefix(p.URL, "http://"))
	out, code := waiting.end()
	if code != 0 || !strings.Contains(out, ": Сдана\n") || !strings.Contains(out, "Отправка ") {
		t.Errorf("%d %s\n%s", code, out, &waiting.err)
	}
}
