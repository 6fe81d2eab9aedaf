# Danger comes first in the middle of a booking too; who is unsafe is asked for no consent to marketing.
# rules: CMP-4 CON-11
C> 刹车踩不住了，想约个检修
B> 停在安全的地方
S> enquiries == 1 and severity == 'safety' and booking.scene == 'service'
C> 星驰S7
C> 今天下午
B> 已为您登记保养维修
B! 最后
O> aftersales.2 涉及安全
S> enquiries == 2 and severity == 'safety' and visit.troubled and ledger == [] and conversation == 'idle'
