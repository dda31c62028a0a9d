package main

import (
	"fmt"
	"strings"

	"sdano"
	"sdano/acceptance"
	"sdano/internal/wiring"
	edo "sdano/titles/title"
)

type boxSetCmd struct {
	place
	ID           string       `arg:"" name:"box" help:"Идентификатор ящика: 32 шестнадцатеричные цифры и оператор, …@loopback или …@folder."`
	Tenant       sdano.Tenant `help:"Область данных." required:""`
	INN          string       `name:"inn" help:"ИНН." required:""`
	KPP          string       `name:"kpp" help:"КПП организации."`
	OGRN         string       `name:"ogrn" help:"ОГРН или ОГРНИП."`
	Name         string       `help:"Полное наименование организации." required:""`
	ShortName    string       `help:"Краткое наименование."`
	Person       string       `help:"Фамилия, имя и отчество предпринимателя через пробел." placeholder:"ФИО"`
	Participant  string       `help:"Идентификатор участника ЭДО, как в именах файлов." required:""`
	Operator     boxOperator  `embed:"" prefix:"operator-"`
	Zone         string       `help:"Часовой пояс." default:"Europe/Moscow"`
	AutoReceipts bool         `help:"Отвечать извещениями о получении самому, ключом сервера."`
	Users        []string     `name:"user" help:"Кому открыть ящик." placeholder:"LOGIN"`
}

// boxOperator is the operator of the exchange as documents name it.
type boxOperator struct {
	Code string `help:"Код оператора ЭДО, три знака."`
	Name string `help:"Наименование оператора ЭДО."`
	INN  string `name:"inn" help:"ИНН оператора ЭДО."`
}

// Run enters a box or replaces it, and opens it to users.
func (c boxSetCmd) Run(e *env) error {
	box, err := c.box()
	if err != nil {
		return err
	}
	db, err := c.open(e)
	if err != nil {
		return err
	}
	defer db.Close()
	office := wiring.NewOffice(db, sdano.RealClock{})
	if err := office.SetBox(e.ctx, administrator(), box, c.Users...); err != nil {
		return err
	}
	text := fmt.Sprintf("Ящик %s записан в область данных %d.\n", c.ID, c.Tenant)
	if len(c.Users) > 0 {
		text += "  Открыт  " + list(c.Users) + "\n"
	}
	for _, login := range c.Users {
		_, known, err := office.Account(e.ctx, login)
		if err != nil {
			return err
		}
		if !known {
			text += "  Пользователя " + login + " ещё нет: заведите его командой sdano user set.\n"
		}
	}
	return show(e, map[string]any{"box": c.ID, "users": c.Users}, text)
}

func (c boxSetCmd) box() (acceptance.Box, error) {
	b := acceptance.Box{
		ID: c.ID, Tenant: c.Tenant, Participant: c.Participant, Name: c.Name, ShortName: c.ShortName,
		TaxID: sdano.TaxID{INN: c.INN, KPP: c.KPP}, OGRN: c.OGRN, Zone: c.Zone, AutoReceipts: c.AutoReceipts,
		Operator: edo.EDOOperator{Name: c.Operator.Name, INN: c.Operator.INN, Code: c.Operator.Code},
	}
	if words := strings.Fields(c.Person); len(words) > 1 {
		b.Person = edo.Person{Surname: words[0], FirstName: words[1], MiddleName: strings.Join(words[2:], " ")}
	} else if c.Person != "" {
		return b, usage("в --person нет имени", "Укажите --person \"Примеров Пётр Сергеевич\".")
	}
	return b, nil
}
