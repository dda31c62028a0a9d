// Package report reads the common header of the report files of ФНС: what is
// filed, for whom, for which period, to which inspection, and what it declares
// as payable.
//
// The file name («имя файла обмена») is R_T_A_K_O_GGGGMMDD_N.xml: prefix of the
// form (R_T), transit and final inspection (A, K), ИНН and КПП of the sender
// (O; of a person ИНН only), day, identifier. It must agree with the content:
// Файл/@ИдФайл is the name without its extension, the final inspection is
// Документ/@КодНО, the prefix belongs to Документ/@КНД, and the sender is the
// payer unless a representative signed (Подписант/@ПрПодп 2). All contradictions
// of a file are found in one reading.
//
// The form's own part is read as far as it declares amounts: the declaration of
// «упрощённая система» (КНД 1152017) and the notice of computed taxes (КНД
// 1110355). Every other form is known by its header.
package report
