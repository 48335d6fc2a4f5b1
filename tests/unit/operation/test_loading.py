from datetime import date

import pytest

from kondusif.operation.loading import BadFile, figures, sites, stages


def test_stages_read_days_and_both_names():
    text = "stage,stage_en,start,end,who,source\nMasa tenang,Quiet period,2024-11-24,2024-11-26,KPU,x\n"
    (made,) = stages(text)
    assert (made.name, made.name_en) == ("Masa tenang", "Quiet period")
    assert (made.start, made.end) == (date(2024, 11, 24), date(2024, 11, 26))


def test_semicolons_a_mark_at_the_start_and_empty_rows_do_no_harm():
    text = "\ufeffstage;start;end\nA;2024-11-24;2024-11-26\n;;\n"
    assert [stage.name for stage in stages(text)] == ["A"]


def test_figures_keep_their_source_and_which_is_used():
    text = "key,value,what,as_of,used,source\njoint,1067,Gabungan,2024-09-26,yes,radio\npolice,1067,Polri,,no,pers\n"
    first, second = figures(text)
    assert (first.value, first.used, first.as_of) == (1067, True, date(2024, 9, 26))
    assert (second.used, second.as_of) == (False, None)


@pytest.mark.parametrize(
    ("read", "text", "sentence"),
    [
        (stages, "stage,start\nA,2024-11-24\n", "lacks end"),
        (stages, "stage,start,end\nA,24/11/2024,2024-11-26\n", "Row 2: start is '24/11/2024'"),
        (stages, "stage,start,end\n,2024-11-24,2024-11-26\n", "Row 2: stage is empty"),
        (figures, "key,value,what,source\njoint,1.067,x,y\n", "not a whole number"),
        (sites, "code,kind,name,area,lat,lon\nA,rumah,N,35.09,1,2\n", "known are kpu"),
        (sites, "code,kind,name,area,lat,lon\nA,kpu,N,35.09,utara,2\n", "not a number"),
        (sites, "", "lacks"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(read, text, sentence):
    with pytest.raises(BadFile, match=sentence):
        read(text)


def test_sites_read_decimal_commas():
    (made,) = sites("code;kind;name;area;lat;lon\nKPU;kpu;Kantor;35.09.21;-8,178;113,728\n")
    assert (made.lat, made.lon, made.position) == (-8.178, 113.728, "given")
