package fresh

import (
	"context"
	"errors"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/monitor"
)

// integrationPrefix stands before the ids of the storage of commands.
const integrationPrefix = string(integrationStorage) + "/"

// Commands does what clients command; monitor.Service does.
type Commands interface {
	// AnswerPast records an answer to the questionnaire about past periods.
	AnswerPast(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, payer sdano.TaxID, row string, kind monitor.AnswerKind) error
	// Payer returns a profile and its facts, or monitor.ErrNoProfile.
	Payer(ctx context.Context, tenant sdano.Tenant, payer sdano.TaxID) (monitor.Profile, monitor.Facts, error)
}

// Execute returns the handler of integration/execute.
func Execute(c Commands) asyncdata.Handler {
	return asyncdata.Handler{
		ID: integrationPrefix + "execute", Name: "Выполнение команд", Scope: access.ScopeBooks, Eager: true,
		Compute: func(ctx context.Context, r asyncdata.Request) (asyncdata.Output, error) {
			cmd, err := readCommand(r.Params)
			if err != nil {
				return asyncdata.Output{}, err
			}
			return asyncdata.Output{}, cmd.run(ctx, c, r)
		},
	}
}

// command is a method with its parameters.
type command struct {
	name   string
	fields map[string]jsontext.Value
	payer  sdano.TaxID
}

func readCommand(params []byte) (command, error) {
	var c command
	top, ok := object(bare(params))
	if !ok {
		return c, badParams("Переданы некорректные настройки. Ожидается структура JSON.")
	}
	if _, named := top["method"]; !named {
		return c, badParams("В структуре JSON отсутствует обязательное поле method")
	}
	method, _ := plain(top["method"])
	if method == "" {
		return c, badParams("Поле method не заполнено")
	}
	c.name = method[strings.LastIndex(method, "/")+1:]
	if c.fields, ok = object(top["parameters"]); !ok {
		return c, badParams("Не указаны параметры выполнения метода")
	}
	return c, c.readPayer()
}

func (c *command) readPayer() error {
	if absent(c.fields["organization"]) {
		return nil
	}
	group, _ := object(c.fields["organization"])
	inn, named := plain(group["inn"])
	kpp, _ := plain(group["kpp"])
	switch {
	case !named:
		return badParams("В структуре parameters.organization нет обязательного поля inn")
	case len(inn) != 10 && len(inn) != 12:
		return badParams("Длина обязательного поля inn в структуре parameters.organization должна быть равна 10 или 12")
	case len(inn) == 10 && len(kpp) != 9:
		return badParams("Для юридического лица длина обязательного поля parameters.organization.kpp должна быть равна 9")
	}
	c.payer = sdano.TaxID{INN: inn, KPP: kpp}
	return nil
}

// filled returns a parameter that must be given.
func (c *command) filled(name string) (string, error) {
	text, _ := plain(c.fields[name])
	if text == "" {
		return "", badParams("В структуре parameters отсутствует или не заполнено обязательное поле " + name)
	}
	return text, nil
}

// pastRows are the rows that the questionnaires about past periods know.
var pastRows = map[string]string{"УСН": "usn", "СтраховыеВзносы_Предприниматель": "ip_self"}

// run runs a command; one that is not known does nothing.
func (c *command) run(ctx context.Context, to Commands, r asyncdata.Request) error {
	switch c.name {
	case "УстановитьРезультатыОпросаПоОтчетам":
		return c.past(ctx, to, r, monitor.ReportsFiled, "ВсеОтчетыСданы", "по отчетам")
	case "УстановитьРезультатыОпросаПоОплатам":
		return c.past(ctx, to, r, monitor.NoDebt, "ЗадолженностиНет", "по оплатам")
	case "Создать":
		kind, err := c.filled("type")
		if err == nil {
			_, err = c.filled("date")
		}
		if err != nil {
			return err
		}
		if _, _, err := to.Payer(ctx, r.Tenant, c.payer); err != nil {
			return c.refused(err)
		}
		return badParams("Создание регламентированного отчета " + kind + " не поддерживается")
	}
	return nil
}

// past answers a questionnaire about past periods.
func (c *command) past(ctx context.Context, to Commands, r asyncdata.Request, kind monitor.AnswerKind, yes, what string) error {
	name, err := c.filled("type")
	if err != nil {
		return err
	}
	status, err := c.filled("status")
	if err != nil {
		return err
	}
	if _, _, err := to.Payer(ctx, r.Tenant, c.payer); err != nil {
		return c.refused(err)
	}
	row := pastRows[name]
	if row == "" || kind == monitor.ReportsFiled && row != "usn" || status != yes {
		return badParams("Установка результатов опроса " + what + " для type=" + name + " не поддерживается.")
	}
	err = to.AnswerPast(ctx, sdano.Actor("user:"+r.Owner), r.Tenant, c.payer, row, kind)
	if errors.Is(err, monitor.ErrNoPast) {
		return badParams(monitor.ErrNoPast.Message)
	}
	return err
}

// refused puts the absence of a payer into the words of the protocol.
func (c *command) refused(err error) error {
	switch {
	case !errors.Is(err, monitor.ErrNoProfile):
		return err
	case c.payer == sdano.TaxID{}:
		return badParams("Не может быть определена основная организация для выполнения команды")
	}
	return badParams("Не найдена организация с ИНН/КПП: " + c.payer.INN + "/" + c.payer.KPP)
}
