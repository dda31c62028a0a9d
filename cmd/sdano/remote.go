package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"sdano"
	"sdano/client"
)

// remote is how the client commands find the server. Without a token the one
// of the demo is used, which serve --demo writes into its data folder.
type remote struct {
	Server   string `help:"Адрес сервера." default:"http://127.0.0.1:8080" env:"SDANO_SERVER"`
	Token    string `help:"Токен доступа; без него берётся токен демо из папки данных." env:"SDANO_TOKEN"`
	Login    string `help:"Логин, если нет токена." env:"SDANO_LOGIN"`
	Password string `help:"Пароль; лучше задать переменной SDANO_PASSWORD." env:"SDANO_PASSWORD"`
	Tenant   int64  `help:"Номер области данных." default:"10027" env:"SDANO_TENANT"`
	App      string `help:"Имя приложения в адресе /a/…" default:"bs" env:"SDANO_APP"`
	Data     string `help:"Папка данных сервера, где лежит demo-token." default:"data" env:"SDANO_DATA" placeholder:"DIR"`
}

// flags returns the flags that name the server and the data area, where they are
// not what is assumed anyway.
func (r remote) flags() []string {
	var words []string
	for _, f := range []struct{ name, value, assumed string }{
		{"--server", r.Server, "http://127.0.0.1:8080"},
		{"--data", r.Data, "data"},
		{"--tenant", strconv.FormatInt(r.Tenant, 10), "10027"},
	} {
		if f.value != f.assumed {
			words = append(words, f.name, f.value)
		}
	}
	return words
}

// auditPage is where a person looks at what waits for an audit.
func (r remote) auditPage() string { return strings.TrimSuffix(r.Server, "/") + "/audit" }

func (r remote) client() (*client.Client, error) {
	c := &client.Client{
		Base: r.Server, Token: r.Token, Login: r.Login, Password: r.Password,
		Tenant: sdano.Tenant(r.Tenant), App: r.App,
	}
	if c.Token != "" || c.Login != "" {
		return c, nil
	}
	token, err := os.ReadFile(filepath.Join(r.Data, "demo-token"))
	if err != nil {
		return nil, &sdano.Error{
			Kind: sdano.Unauthorized, Code: "no_token",
			Message: "Не задан токен доступа, а файла " + filepath.Join(r.Data, "demo-token") + " нет.",
			Remedy:  "Задайте --token (или SDANO_TOKEN), либо --login и SDANO_PASSWORD, либо --data с папкой данных демо.",
		}
	}
	c.Token = strings.TrimSpace(string(token))
	return c, nil
}
