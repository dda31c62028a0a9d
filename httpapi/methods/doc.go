// Package methods is the HTTP form of the nine methods of a reporting server
// («экспортные методы» of the 1C configuration): POST /hs/reporting/v1/{name},
// or the same below /a/{app}/{tenant}/, with the method's Russian name or an
// English one.
//
//	ОбновитьИнформациюОНаправленияхСдачиОтчетности       refresh-directions
//	ОтправитьОтчетность                                  send
//	ПолучитьРезультатыОтправкиОтчетности                 fetch-results
//	ПриЗаписиОтправкиОтчетности                          on-write-submission
//	ОбновитьЗаписиВРегистреОтправкиОтчетностиКОбработке  rebuild-queue
//	ПриЗаписиСобытияОтправкиОтчетности                   on-write-event
//	ЗаписатьСтатусОтправкиОтчетности                     write-status
//	ПолучитьПоследнееПроаудированноеСобытиеОтправки      last-audited-event
//	ПолучитьПоследнююОтправкуОтчета                      last-submission
//
// The body is an object of parameters, by their names in either language; what
// is absent or null is «Неопределено». The answer speaks the language of the
// method's name:
//
//	200 {"result":…,"out":{…}} and, of methods 1, 2, 3 and 5, "summary"
//	4xx {"error":{"code","message","param","retryable","trace"},"out":{}}
//
// The data area is that of X-Tenant or of the path. Methods 1 to 3 do without
// one: then they run for all, which needs the right "jobs", as the first always
// does. An Idempotency-Key binds a success for 24 hours; refusals are not kept.
// Methods 4, 6 and 7 record their answer in the unit of their effect. All methods
// may be repeated safely. A veto of methods 4, 6 and 7 is 409 vetoed with
// «Отказ» (cancel) true in "out".
//
// Method 7 takes, besides the parameters of the 1C configuration, why
// («Причина»): the reason for taking a submission out of a terminal status. It
// needs the right "override"; without it that is illegal_transition.
package methods
